/** The leadership record where it lives: in a Lease, read fresh and written by compare-and-swap only. May use the Kubernetes client and clocks. */
@NullMarked
package dev.baton.operator.record;

import org.jspecify.annotations.NullMarked;

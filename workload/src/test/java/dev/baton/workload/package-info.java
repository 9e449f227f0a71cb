/** Histories known to be good and bad, and a run against a real server. */
@NullMarked
package dev.baton.workload;

import org.jspecify.annotations.NullMarked;

/** Tests of the core by itself; what needs more than one member is simulated. */
@NullMarked
package dev.baton.node.replication;

import org.jspecify.annotations.NullMarked;

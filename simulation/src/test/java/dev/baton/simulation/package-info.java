/** Scenarios of the protocol, each directed by hand, and random faults under the production planner. */
@NullMarked
package dev.baton.simulation;

import org.jspecify.annotations.NullMarked;

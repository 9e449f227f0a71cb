/**
 * The protocol without the product: an abstract model of replication, failover, rule changes and switchovers, small enough that every
 * state it can reach is visited.
 *
 * <p>The simulator runs the production classes and draws what happens; the model runs none of them and leaves nothing to chance. What it
 * proves is the design, within its bounds; that the product follows the design is for the simulator to show. Uses nothing but the JDK.
 */
@NullMarked
package dev.baton.simulation.model;

import org.jspecify.annotations.NullMarked;

/**
 * A deterministic world in virtual time: members, disks, network, clients, the leadership record and operators, driven by one seed.
 *
 * <p>Runs the production {@code ReplicationCore} and {@code Planner}; what is here stands for what they talk to. No threads, no real
 * clock, no I/O, no iteration over anything without an order: the same seed gives the same history.
 */
@NullMarked
package dev.baton.simulation;

import org.jspecify.annotations.NullMarked;

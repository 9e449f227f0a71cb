/**
 * The deterministic core of replication: roles, epochs, quorum, lease, epoch history.
 *
 * <p>Sans-I/O: nothing here opens a socket or a file, starts a thread or reads a clock. {@link
 * dev.baton.node.replication.ReplicationCore} takes inputs with the current time and yields {@link dev.baton.node.replication.Output}s,
 * which the server (or the simulator) carries out in order.
 */
@NullMarked
package dev.baton.node.replication;

import org.jspecify.annotations.NullMarked;

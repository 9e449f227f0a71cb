/**
 * Snapshot files, sending and receiving them, and the layout of the data directory. Entries are opaque bytes. May use {@code
 * dev.baton.protocol}, {@code dev.baton.node.log} and files; knows neither the keyspace nor sockets nor roles.
 */
@NullMarked
package dev.baton.node.snapshot;

import org.jspecify.annotations.NullMarked;

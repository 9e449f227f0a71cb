/**
 * The replicated log on disk: framing, segment files, group commit, recovery, truncation, retention, and the small state file that is
 * written in the log's order. May use {@code dev.baton.protocol} and files; knows neither the keyspace nor sockets nor roles.
 */
@NullMarked
package dev.baton.node.log;

import org.jspecify.annotations.NullMarked;

/**
 * The commands: one class a command or a small family, each with its name, arity, flags and key positions declared once. May use {@code resp} and
 * {@code keyspace}; no sockets, no files, no clock but for measuring how long they take: what a command needs of the process comes through {@code ServerState}.
 */
@NullMarked
package dev.baton.node.command;

import org.jspecify.annotations.NullMarked;

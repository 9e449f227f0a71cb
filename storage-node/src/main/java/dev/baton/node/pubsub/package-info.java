/**
 * Channels, who subscribes to them, and the messages on their way there. No sockets, no files, no clock: it may use the keyspace's byte strings
 * and {@code resp}, nothing else of the node.
 */
@NullMarked
package dev.baton.node.pubsub;

import org.jspecify.annotations.NullMarked;

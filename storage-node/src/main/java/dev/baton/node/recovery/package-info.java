/**
 * From a data directory to what the process starts from: what is sound is used, what isn't is set aside, and whoever lost anything becomes a
 * new incarnation. May use {@code log}, {@code snapshot} and the durable state of {@code replication}; opens no port.
 */
@NullMarked
package dev.baton.node.recovery;

import org.jspecify.annotations.NullMarked;

package dev.baton.node.pubsub;

import dev.baton.node.keyspace.Bytes;
import org.jspecify.annotations.Nullable;

/** Where a subscriber's messages go. */
@FunctionalInterface
public interface Receiver {
    /**
     * Must not subscribe or unsubscribe anybody.
     *
     * @param pattern that the channel matches; null for a subscription of the channel itself
     */
    void receive(Message message, @Nullable Bytes pattern);
}

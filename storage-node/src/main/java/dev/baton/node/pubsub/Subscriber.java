package dev.baton.node.pubsub;

import dev.baton.node.keyspace.Bytes;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A client with the channels and patterns that it subscribes to. Changed by {@link PubSub} only; loop thread only. */
public final class Subscriber {
    final Set<Bytes> channels = new LinkedHashSet<>();
    final Set<Bytes> patterns = new LinkedHashSet<>();
    private Receiver receiver = (message, pattern) -> {};

    /** Where its messages go from now on. */
    public void receiver(Receiver to) {
        receiver = to;
    }

    Receiver receiver() {
        return receiver;
    }

    /** In the order in which they were subscribed to. */
    public List<Bytes> channels() {
        return List.copyOf(channels);
    }

    /** In the order in which they were subscribed to. */
    public List<Bytes> patterns() {
        return List.copyOf(patterns);
    }

    public int channelCount() {
        return channels.size();
    }

    public int patternCount() {
        return patterns.size();
    }

    /** Channels and patterns, as SUBSCRIBE answers it. */
    public int count() {
        return channels.size() + patterns.size();
    }
}

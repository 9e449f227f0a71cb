package dev.baton.node.pubsub;

import dev.baton.node.keyspace.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Who subscribes to what on this member. A message goes to those of its channel first, in the order in which they subscribed, then to those of
 * each pattern that matches; who has both gets it twice, as in Redis. Loop thread only.
 */
public final class PubSub {
    private record Pattern(Predicate<byte[]> matches, Set<Subscriber> subscribers) {}

    private final Map<Bytes, Set<Subscriber>> channels = new HashMap<>();
    private final Map<Bytes, Pattern> patterns = new LinkedHashMap<>();

    public void subscribe(Subscriber subscriber, Bytes channel) {
        if (subscriber.channels.add(channel)) {
            channels.computeIfAbsent(channel, absent -> new LinkedHashSet<>()).add(subscriber);
        }
    }

    public void unsubscribe(Subscriber subscriber, Bytes channel) {
        if (subscriber.channels.remove(channel)) {
            Set<Subscriber> left = channels.get(channel);
            if (left != null && left.remove(subscriber) && left.isEmpty()) {
                channels.remove(channel);
            }
        }
    }

    /** @param matches whether the pattern matches a channel */
    public void subscribe(Subscriber subscriber, Bytes pattern, Predicate<byte[]> matches) {
        if (subscriber.patterns.add(pattern)) {
            patterns.computeIfAbsent(pattern, absent -> new Pattern(matches, new LinkedHashSet<>()))
                    .subscribers()
                    .add(subscriber);
        }
    }

    public void unsubscribePattern(Subscriber subscriber, Bytes pattern) {
        if (subscriber.patterns.remove(pattern)) {
            Pattern left = patterns.get(pattern);
            if (left != null
                    && left.subscribers().remove(subscriber)
                    && left.subscribers().isEmpty()) {
                patterns.remove(pattern);
            }
        }
    }

    /** The subscriber is gone: all its subscriptions end. */
    public void leave(Subscriber subscriber) {
        subscriber.channels().forEach(channel -> unsubscribe(subscriber, channel));
        subscriber.patterns().forEach(pattern -> unsubscribePattern(subscriber, pattern));
    }

    /** Hands a message to everybody who subscribes to its channel now. */
    public void deliver(Message message) {
        Set<Subscriber> direct = channels.get(message.channel());
        if (direct != null) {
            direct.forEach(subscriber -> subscriber.receiver().receive(message, null));
        }
        patterns.forEach((text, pattern) -> {
            if (pattern.matches().test(message.channel().array())) {
                pattern.subscribers()
                        .forEach(subscriber -> subscriber.receiver().receive(message, text));
            }
        });
    }

    /** How often {@link #deliver} would hand it over. */
    public int receivers(Bytes channel) {
        int receivers = subscribers(channel);
        for (Pattern pattern : patterns.values()) {
            if (pattern.matches().test(channel.array())) {
                receivers += pattern.subscribers().size();
            }
        }
        return receivers;
    }

    /** Those who subscribe to the channel by its name. */
    public int subscribers(Bytes channel) {
        Set<Subscriber> direct = channels.get(channel);
        return direct == null ? 0 : direct.size();
    }

    /** Channels that somebody subscribes to by name, in no order. */
    public List<Bytes> channels() {
        return new ArrayList<>(channels.keySet());
    }

    /** Different patterns that somebody subscribes to. */
    public int patternCount() {
        return patterns.size();
    }
}

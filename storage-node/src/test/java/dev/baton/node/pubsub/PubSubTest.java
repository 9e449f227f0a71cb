package dev.baton.node.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.node.keyspace.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PubSubTest {
    private final PubSub pubSub = new PubSub();
    private final List<String> heard = new ArrayList<>();
    private final Subscriber anna = subscriber("anna");
    private final Subscriber bert = subscriber("bert");

    private Subscriber subscriber(String name) {
        Subscriber subscriber = new Subscriber();
        subscriber.receiver((message, pattern) -> heard.add(name + (pattern == null ? "" : " by " + pattern) + ": "
                + new String(message.payload(), StandardCharsets.UTF_8)));
        return subscriber;
    }

    private static Bytes bytes(String text) {
        return Bytes.of(text);
    }

    private void publish(String channel, String payload) {
        pubSub.deliver(new Message(bytes(channel), payload.getBytes(StandardCharsets.UTF_8)));
    }

    private void subscribeToAllThatStartWith(Subscriber subscriber, String prefix) {
        pubSub.subscribe(
                subscriber,
                bytes(prefix + "*"),
                channel -> new String(channel, StandardCharsets.UTF_8).startsWith(prefix));
    }

    @Test
    void aMessageGoesToItsChannelThenToPatternsAndTwiceToWhoHasBoth() {
        subscribeToAllThatStartWith(anna, "news");
        pubSub.subscribe(bert, bytes("news.one"));
        pubSub.subscribe(anna, bytes("news.one"));
        assertThat(pubSub.receivers(bytes("news.one"))).isEqualTo(3);
        publish("news.one", "1");
        publish("news.two", "2");
        publish("else", "3");
        assertThat(heard).containsExactly("bert: 1", "anna: 1", "anna by news*: 1", "anna by news*: 2");
    }

    @Test
    void whoSubscribesTwiceHearsOnceAndWhoLeavesHearsNothing() {
        pubSub.subscribe(anna, bytes("c"));
        pubSub.subscribe(anna, bytes("c"));
        subscribeToAllThatStartWith(anna, "c");
        subscribeToAllThatStartWith(bert, "c");
        assertThat(anna.count()).isEqualTo(2);
        pubSub.unsubscribe(anna, bytes("c"));
        publish("c", "1");
        pubSub.leave(anna);
        pubSub.leave(anna);
        publish("c", "2");
        assertThat(heard).containsExactly("anna by c*: 1", "bert by c*: 1", "bert by c*: 2");
        pubSub.leave(bert);
        assertThat(pubSub.channels()).isEmpty();
        assertThat(pubSub.patternCount()).isZero();
        assertThat(pubSub.receivers(bytes("c"))).isZero();
    }
}

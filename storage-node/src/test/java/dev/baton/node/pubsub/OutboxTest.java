package dev.baton.node.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.node.keyspace.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private final List<String> left = new ArrayList<>();
    private final Outbox outbox = new Outbox(
            (message, after) -> left.add(new String(message.payload(), StandardCharsets.UTF_8) + "@" + after));

    private static Message message(String payload) {
        return new Message(Bytes.of("c"), payload.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aMessageLeavesOnceWhatWasWrittenBeforeItIsCommittedAndNoneOvertakesAnother() {
        outbox.add(message("one"), 10);
        outbox.add(message("two"), 20);
        outbox.add(message("three"), 0);
        outbox.release(9);
        assertThat(left).isEmpty();
        outbox.release(19);
        assertThat(left).containsExactly("one@10");
        outbox.release(20);
        assertThat(left).containsExactly("one@10", "two@20", "three@0");
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void whatWaitedForALogThatIsNoMoreNeverLeaves() {
        outbox.add(message("one"), 10);
        outbox.forget();
        outbox.release(Long.MAX_VALUE);
        assertThat(left).isEmpty();
    }

    @Test
    void itsMemoryIsBoundedAndWhatIsDroppedIsCounted() {
        Message large = new Message(Bytes.of("c"), new byte[(int) (Outbox.MOST_BYTES / 4)]);
        int taken = 0;
        for (int i = 0; i < 10; i++) {
            taken += outbox.add(large, 10) ? 1 : 0;
        }
        assertThat(taken).isEqualTo(3);
        assertThat(outbox.dropped()).isEqualTo(7);
        outbox.release(10);
        assertThat(outbox.add(large, 20)).as("there is room again").isTrue();
    }
}

package dev.baton.node.keyspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ValueMemoryTest {
    private final ValueMemory memory = new ValueMemory();

    @Test
    void everyValueReadsBackAsItWasWrittenWhateverHappenedToOthers() {
        Random random = new Random(7);
        List<byte[]> expected = new ArrayList<>();
        List<Entry> kept = new ArrayList<>();
        for (int i = 0; i < 60_000; i++) {
            byte[] value = new byte[random.nextInt(10) == 0 ? random.nextInt(20_000) : random.nextInt(200)];
            random.nextBytes(value);
            if (kept.size() > 2000 && random.nextInt(3) > 0) {
                int at = random.nextInt(kept.size());
                if (random.nextBoolean()) {
                    memory.keep(value, 0, value.length, kept.get(at));
                    expected.set(at, value);
                } else {
                    free(kept.get(at));
                    kept.set(at, kept.getLast());
                    kept.removeLast();
                    expected.set(at, expected.getLast());
                    expected.removeLast();
                }
            } else {
                kept.add(keep(value));
                expected.add(value);
            }
        }
        for (int i = 0; i < kept.size(); i++) {
            assertThat(kept.get(i).string()).isEqualTo(expected.get(i));
        }
    }

    @Test
    void aBlockWastesAtMostAQuarter() {
        for (int length = 13; length <= ValueMemory.LARGEST_VALUE; length++) {
            int taken = ValueMemory.blockBytesFor(length);
            assertThat(taken).isGreaterThanOrEqualTo(length + ValueMemory.HEADER_BYTES);
            assertThat(taken - length - ValueMemory.HEADER_BYTES).isLessThan(Math.max(16, taken / 4 + 1));
        }
    }

    @Test
    void aLargeValueStaysOnTheHeap() {
        assertThat(keep(new byte[ValueMemory.LARGEST_VALUE]).value).isInstanceOf(ValueMemory.Chunk.class);
        assertThat(keep(new byte[ValueMemory.LARGEST_VALUE + 1]).value).isInstanceOf(byte[].class);
    }

    @Test
    void aValueOfTheSameSizeTakesTheSameBlock() {
        Entry first = keep(new byte[100]);
        Object chunk = first.value;
        int at = first.at;
        memory.keep(new byte[101], 0, 101, first);
        assertThat(first.value).isSameAs(chunk);
        assertThat(first.at).isEqualTo(at);
        memory.keep(new byte[300], 0, 300, first);
        assertThat(first.value).isNotSameAs(chunk);
        // The block given back is taken by the next value that fits.
        Entry next = keep(new byte[102]);
        assertThat(next.value).isSameAs(chunk);
        assertThat(next.at).isEqualTo(at);
    }

    @Test
    void afterItIsClosedABlockIsRefusedNotRead() {
        Entry entry = keep(new byte[100]);
        memory.close();
        assertThatThrownBy(entry::string).isInstanceOf(IllegalStateException.class);
    }

    private Entry keep(byte[] value) {
        Entry entry = new Entry(Bytes.of("key"), 0);
        memory.keep(value, 0, value.length, entry);
        return entry;
    }

    private static void free(Entry entry) {
        if (entry.value instanceof ValueMemory.Chunk chunk) {
            chunk.giveBack(entry.at);
        }
    }
}

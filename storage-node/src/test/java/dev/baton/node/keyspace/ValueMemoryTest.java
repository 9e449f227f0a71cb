package dev.baton.node.keyspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ValueMemoryTest {
    private static final Bytes KEY = Bytes.of("key");

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
        for (int length = 9; length <= ValueMemory.LARGEST_STRING; length++) {
            int taken = ValueMemory.blockBytesFor(length);
            assertThat(taken).isGreaterThanOrEqualTo(length + ValueMemory.HEADER_BYTES);
            assertThat(taken - length - ValueMemory.HEADER_BYTES).isLessThan(Math.max(16, taken / 4 + 1));
        }
    }

    @Test
    void aLargeValueStaysOnTheHeap() {
        int largest = ValueMemory.LARGEST_STRING - KEY.length();
        assertThat(keep(new byte[largest]).value).isInstanceOf(ValueMemory.Chunk.class);
        assertThat(keep(new byte[largest + 1]).value).isInstanceOf(byte[].class);
    }

    @Test
    void theKeyGoesWhereItsValueGoes() {
        for (int keyLength = 0; keyLength < 40; keyLength++) {
            Bytes key = key(keyLength, 'k');
            Entry entry = new Entry(key, 0, 0);
            for (int length : new int[] {3, 100, ValueMemory.LARGEST_STRING, 50, 5000}) {
                memory.keep(new byte[length], 0, length, entry);
                assertThat(entry.key()).isEqualTo(key).hasSameHashCodeAs(key);
                assertThat(entry.isOf(key)).isTrue();
                assertThat(entry.isOf(key(keyLength + 1, 'k'))).isFalse();
                assertThat(keyLength > 0 && entry.isOf(otherAtTheEnd(keyLength)))
                        .isFalse();
                assertThat(entry.string()).hasSize(length);
            }
        }
    }

    private static Bytes key(int length, char of) {
        return Bytes.of(String.valueOf(of).repeat(length));
    }

    private static Bytes otherAtTheEnd(int length) {
        return Bytes.of("k".repeat(length - 1) + "x");
    }

    @Test
    void aValueOfTheSameSizeTakesTheSameBlock() {
        Entry first = keep(new byte[98]);
        Object chunk = first.value;
        int at = first.at;
        memory.keep(new byte[99], 0, 99, first);
        assertThat(first.value).isSameAs(chunk);
        assertThat(first.at).isEqualTo(at);
        memory.keep(new byte[300], 0, 300, first);
        assertThat(first.value).isNotSameAs(chunk);
        // The block given back is taken by the next value that fits.
        Entry next = keep(new byte[100]);
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
        Entry entry = new Entry(KEY, 0, 0);
        memory.keep(value, 0, value.length, entry);
        return entry;
    }

    private static void free(Entry entry) {
        if (entry.value instanceof ValueMemory.Chunk chunk) {
            chunk.giveBack(entry.at);
        }
    }
}

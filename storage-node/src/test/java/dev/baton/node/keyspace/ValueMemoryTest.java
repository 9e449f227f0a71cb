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
        List<Object> kept = new ArrayList<>();
        for (int i = 0; i < 60_000; i++) {
            byte[] value = new byte[random.nextInt(10) == 0 ? random.nextInt(20_000) : random.nextInt(200)];
            random.nextBytes(value);
            if (kept.size() > 2000 && random.nextInt(3) > 0) {
                int at = random.nextInt(kept.size());
                if (random.nextBoolean()) {
                    kept.set(at, memory.keep(value, kept.get(at)));
                    expected.set(at, value);
                } else {
                    if (kept.get(at) instanceof Block block) {
                        block.free();
                    }
                    kept.set(at, kept.getLast());
                    kept.removeLast();
                    expected.set(at, expected.getLast());
                    expected.removeLast();
                }
            } else {
                kept.add(memory.keep(value, null));
                expected.add(value);
            }
        }
        for (int i = 0; i < kept.size(); i++) {
            assertThat(bytes(kept.get(i))).isEqualTo(expected.get(i));
        }
    }

    @Test
    void aBlockWastesAtMostAQuarter() {
        for (int length = 13; length <= ValueMemory.LARGEST_VALUE; length++) {
            int taken = ValueMemory.blockBytesFor(length);
            assertThat(taken).isGreaterThanOrEqualTo(length + Block.HEADER_BYTES);
            assertThat(taken - length - Block.HEADER_BYTES).isLessThan(Math.max(16, taken / 4 + 1));
        }
    }

    @Test
    void aLargeValueStaysOnTheHeap() {
        byte[] largest = new byte[ValueMemory.LARGEST_VALUE];
        assertThat(memory.keep(largest, null)).isInstanceOf(Block.class);
        byte[] larger = new byte[ValueMemory.LARGEST_VALUE + 1];
        assertThat(memory.keep(larger, null)).isSameAs(larger);
    }

    @Test
    void aValueOfTheSameSizeTakesTheSameBlock() {
        Object first = memory.keep(new byte[100], null);
        assertThat(memory.keep(new byte[101], first)).isSameAs(first);
        assertThat(memory.keep(new byte[300], first)).isNotSameAs(first);
        // The block given back is taken by the next value that fits.
        Object next = memory.keep(new byte[] {1, 2, 3}, memory.keep(new byte[99], null));
        assertThat(bytes(next)).containsExactly(1, 2, 3);
    }

    @Test
    void afterItIsClosedABlockIsRefusedNotRead() {
        Block block = (Block) memory.keep(new byte[100], null);
        memory.close();
        assertThatThrownBy(block::read).isInstanceOf(IllegalStateException.class);
    }

    private static byte[] bytes(Object kept) {
        return kept instanceof Block block ? block.read() : (byte[]) kept;
    }
}

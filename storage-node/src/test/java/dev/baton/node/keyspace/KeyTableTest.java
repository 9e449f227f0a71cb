package dev.baton.node.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class KeyTableTest {
    @Property(tries = 30)
    void aScanReturnsEveryKeyPresentThroughoutWhateverResizesHappen(@ForAll long seed) {
        Random random = new Random(seed);
        KeyTable table = new KeyTable();
        Set<Bytes> stable = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            Bytes key = Bytes.of("stable" + i);
            stable.add(key);
            table.add(new Entry(key, 0, 0));
        }
        Set<Bytes> seen = new HashSet<>();
        long cursor = 0;
        int passing = 0;
        do {
            cursor = table.scan(cursor, entry -> seen.add(entry.key()));
            boolean grow = random.nextBoolean();
            for (int i = 0; i < 60; i++) {
                Bytes key = Bytes.of("passing" + (grow ? passing++ : Math.max(0, --passing)));
                Entry entry = table.find(key);
                if (grow && entry == null) {
                    table.add(new Entry(key, 0, 0));
                } else if (!grow && entry != null) {
                    table.remove(entry);
                }
            }
        } while (cursor != 0);
        assertThat(seen).containsAll(stable);
    }

    @Example
    void growsAndShrinksAndLosesNothing() {
        KeyTable table = new KeyTable();
        for (int i = 0; i < 20_000; i++) {
            table.add(new Entry(Bytes.of("k" + i), 0, 0));
        }
        for (int i = 0; i < 20_000; i++) {
            Entry entry = table.find(Bytes.of("k" + i));
            if (entry == null) {
                throw new AssertionError("k" + i + " is lost");
            }
            if (i >= 10) {
                table.remove(entry);
            }
        }
        for (int i = 0; i < 20_000; i++) {
            assertThat(table.find(Bytes.of("k" + i)) != null).isEqualTo(i < 10);
        }
        assertThat(table.size()).isEqualTo(10);
        assertThat(table.bucketCount()).isLessThan(10_000);
        assertThat(table.random(new Random(1))).isNotNull();
    }
}

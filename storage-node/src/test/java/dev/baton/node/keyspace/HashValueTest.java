package dev.baton.node.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Random changes: a hash holds what java.util's does. */
class HashValueTest {
    private static final Bytes KEY = Bytes.of("k");

    @Property(tries = 40, shrinking = ShrinkingMode.OFF) // a seed has no smaller form
    void itHoldsWhatAHashMapHoldsAndSoDoesWhatItIsMadeAnewFrom(@ForAll long seed) {
        Random random = new Random(seed);
        HashValue hash = new HashValue();
        Map<Bytes, String> model = new HashMap<>();
        int range = 1 << random.nextInt(1, 11);
        for (int i = 0; i < range * 6; i++) {
            Bytes field = Bytes.of("f" + random.nextInt(range));
            boolean grows = (i / range) % 2 == 0;
            if (random.nextInt(4) > 0 == grows) {
                byte[] value = ("v" + random.nextInt(100_000)).getBytes();
                hash.perform(new Op.PutFields(KEY, new Bytes[] {field}, new byte[][] {value}));
                model.put(field, new String(value));
            } else {
                hash.perform(new Op.DeleteFields(KEY, new Bytes[] {field}));
                model.remove(field);
            }
            assertThat(hash.contains(field)).isEqualTo(model.containsKey(field));
            byte[] value = hash.get(field);
            assertThat(value == null ? null : new String(value)).isEqualTo(model.get(field));
        }
        HashValue copy = new HashValue();
        List<Op> ops = new ArrayList<>();
        hash.remake(KEY, 100, ops::add);
        ops.forEach(op -> copy.perform((Op.OnHash) op));
        assertThat(ops).hasSizeGreaterThan(hash.size() / 30);
        assertThat(fields(copy)).isEqualTo(fields(hash));
        assertThat(new HashMap<>(Map.ofEntries(fields(hash).toArray(new Map.Entry[0]))))
                .isEqualTo(model);
        assertThat(copy.weight()).isEqualTo(hash.weight());
    }

    private static List<Map.Entry<Bytes, String>> fields(HashValue hash) {
        List<Map.Entry<Bytes, String>> fields = new ArrayList<>();
        for (int i = 0; i < hash.size(); i++) {
            fields.add(Map.entry(hash.field(i), new String(hash.value(i))));
        }
        return fields;
    }
}

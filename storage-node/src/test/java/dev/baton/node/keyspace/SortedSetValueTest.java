package dev.baton.node.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.BeforeTry;
import org.junit.jupiter.api.Test;

/** Random changes: a sorted set holds what java.util's does, in the same order and with the same ranks. */
class SortedSetValueTest {
    private static final Bytes KEY = Bytes.of("k");

    private record Scored(Bytes member, double score) {}

    private SortedSetValue set = new SortedSetValue();
    private final Map<Bytes, Double> scores = new HashMap<>();
    private final TreeSet<Scored> order =
            new TreeSet<>(Comparator.comparingDouble(Scored::score).thenComparing(Scored::member));

    @BeforeTry
    void begin() {
        set = new SortedSetValue();
        scores.clear();
        order.clear();
    }

    @Property(tries = 20, shrinking = ShrinkingMode.OFF) // a seed has no smaller form
    void itHoldsWhatATreeSetHolds(@ForAll long seed) {
        Random random = new Random(seed);
        int range = 1 << random.nextInt(1, 12);
        int differentScores = 1 << random.nextInt(14);
        boolean mostlyAscending = random.nextBoolean();
        for (int phase = 0; phase < 4; phase++) {
            boolean grows = phase % 2 == 0;
            for (int i = 0; i < range; i++) {
                Bytes member = Bytes.of("m" + (mostlyAscending && grows ? i : random.nextInt(range)));
                if (random.nextInt(8) > 0 == grows) {
                    put(member, mostlyAscending ? i : random.nextInt(differentScores) - 100);
                } else {
                    remove(member);
                }
            }
            compare(random);
        }
        for (Bytes member : List.copyOf(scores.keySet())) {
            remove(member);
        }
        compare(random);
        put(Bytes.of("again"), 1);
        compare(random);
    }

    @Test
    void takenAwayFromTheFrontAndPutAtTheEndItStaysInOrder() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            put(Bytes.of("m" + i), i);
            if (i >= 3000) {
                remove(order.first().member());
            }
        }
        compare(random);
    }

    @Property(tries = 20)
    void whatItIsMadeAnewFromInPiecesIsEqualInOrderToo(@ForAll long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            Bytes member = Bytes.of("m" + random.nextInt(200));
            if (random.nextInt(3) > 0) {
                put(member, random.nextInt(50));
            } else {
                remove(member);
            }
        }
        SortedSetValue copy = new SortedSetValue();
        List<Op> ops = new ArrayList<>();
        set.remake(KEY, 100, ops::add);
        ops.forEach(op -> copy.perform((Op.OnSortedSet) op));
        assertThat(ops).hasSizeGreaterThan(3);
        assertThat(inOrder(copy, 0, copy.size(), false)).isEqualTo(List.copyOf(order));
        for (int i = 0; i < set.size(); i++) {
            assertThat(copy.get(i)).isEqualTo(set.get(i));
            assertThat(copy.scoreAt(i)).isEqualTo(set.scoreAt(i));
        }
        assertThat(copy.weight()).isEqualTo(set.weight());
    }

    private void put(Bytes member, double score) {
        set.perform(new Op.PutScores(KEY, new Bytes[] {member}, new double[] {score}));
        Double old = scores.put(member, score);
        if (old != null) {
            order.remove(new Scored(member, old));
        }
        order.add(new Scored(member, score));
    }

    private void remove(Bytes member) {
        set.perform(new Op.RemoveScored(KEY, new Bytes[] {member}));
        Double old = scores.remove(member);
        if (old != null) {
            order.remove(new Scored(member, old));
        }
    }

    private void compare(Random random) {
        List<Scored> expected = List.copyOf(order);
        assertThat(set.size()).isEqualTo(expected.size());
        assertThat(inOrder(set, 0, set.size(), false)).isEqualTo(expected);
        assertThat(inOrder(set, 0, set.size(), true)).isEqualTo(expected.reversed());
        for (int i = 0; i < 50 && !expected.isEmpty(); i++) {
            int rank = random.nextInt(expected.size());
            Scored scored = expected.get(rank);
            assertThat(set.rank(scored.member())).isEqualTo(rank);
            assertThat(set.score(scored.member())).isEqualTo(scored.score());
            int to = Math.min(expected.size(), rank + random.nextInt(200));
            assertThat(inOrder(set, rank, to, false)).isEqualTo(expected.subList(rank, to));
            assertThat(inOrder(set, rank, to, true))
                    .isEqualTo(expected.subList(rank, to).reversed());
            double border = scored.score() + random.nextInt(3) - 1;
            assertThat(set.countBefore((member, score) -> score < border)).isEqualTo((int)
                    expected.stream().filter(each -> each.score() < border).count());
        }
        assertThat(set.rank(Bytes.of("absent"))).isEqualTo(-1);
        assertThat(set.score(Bytes.of("absent"))).isNaN();
    }

    private static List<Scored> inOrder(SortedSetValue set, int from, int to, boolean downwards) {
        List<Scored> visited = new ArrayList<>();
        set.forEach(from, to, downwards, (member, score) -> visited.add(new Scored(Bytes.of(member), score)));
        return visited;
    }
}

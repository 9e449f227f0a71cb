package dev.baton.node.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.BeforeTry;

/** Random changes: a set holds what java.util's does. */
class SetValueTest {
    private static final Bytes KEY = Bytes.of("k");

    private SetValue set = new SetValue();

    @BeforeTry
    void begin() {
        set = new SetValue();
    }

    @Property(tries = 30, shrinking = ShrinkingMode.OFF) // a seed has no smaller form
    void itHoldsWhatAHashSetHolds(@ForAll long seed) {
        Random random = new Random(seed);
        Set<Bytes> model = new HashSet<>();
        int range = 1 << random.nextInt(1, 12);
        for (int phase = 0; phase < 6; phase++) {
            boolean grows = phase % 2 == 0;
            for (int i = 0; i < range; i++) {
                Bytes member = Bytes.of("m" + random.nextInt(range));
                if (random.nextInt(4) > 0 == grows) {
                    set.perform(new Op.AddMembers(KEY, new Bytes[] {member}));
                    model.add(member);
                } else {
                    set.perform(new Op.RemoveMembers(KEY, new Bytes[] {member}));
                    model.remove(member);
                }
                assertThat(set.contains(member)).isEqualTo(model.contains(member));
            }
            assertThat(set.size()).isEqualTo(model.size());
            assertThat(new HashSet<>(members(set))).isEqualTo(model);
            for (int i = 0; i < range; i++) {
                Bytes member = Bytes.of("m" + i);
                assertThat(set.contains(member)).isEqualTo(model.contains(member));
            }
        }
    }

    @Property(tries = 50, shrinking = ShrinkingMode.OFF)
    void goingDownTheIndexesMeetsEveryoneWhoStays(@ForAll long seed) {
        Random random = new Random(seed);
        Set<Bytes> staying = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            Bytes member = Bytes.of("m" + i);
            set.perform(new Op.AddMembers(KEY, new Bytes[] {member}));
            if (random.nextInt(3) == 0) {
                staying.add(member);
            }
        }
        Set<Bytes> met = new HashSet<>();
        int below = set.size();
        while (below > 0) {
            met.add(set.get(--below));
            for (int i = random.nextInt(5); i > 0; i--) {
                Bytes other = Bytes.of("m" + random.nextInt(300));
                if (!staying.contains(other)) {
                    set.perform(
                            random.nextInt(3) == 0
                                    ? new Op.AddMembers(KEY, new Bytes[] {other})
                                    : new Op.RemoveMembers(KEY, new Bytes[] {other}));
                }
            }
            below = Math.min(below, set.size());
        }
        assertThat(met).containsAll(staying);
    }

    @Property(tries = 20)
    void whatItIsMadeAnewFromInPiecesIsEqualInOrderToo(@ForAll long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            Bytes[] member = {Bytes.of("m" + random.nextInt(200))};
            set.perform(random.nextInt(3) > 0 ? new Op.AddMembers(KEY, member) : new Op.RemoveMembers(KEY, member));
        }
        SetValue copy = new SetValue();
        List<Op> ops = new ArrayList<>();
        set.remake(KEY, 100, ops::add);
        ops.forEach(op -> copy.perform((Op.OnSet) op));
        assertThat(ops).hasSizeGreaterThan(3);
        assertThat(members(copy)).isEqualTo(members(set));
        assertThat(copy.weight()).isEqualTo(set.weight());
    }

    private static List<Bytes> members(SetValue set) {
        List<Bytes> members = new ArrayList<>();
        for (int i = 0; i < set.size(); i++) {
            members.add(set.get(i));
        }
        return members;
    }
}

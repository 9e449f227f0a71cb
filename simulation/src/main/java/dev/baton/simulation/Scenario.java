package dev.baton.simulation;

import dev.baton.operator.observe.Wish;
import dev.baton.protocol.Acknowledge;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What one history consists of besides chance: who takes part, and what strikes when. Its seed makes it; a failing one is shrunk by leaving
 * strikes out.
 *
 * @param wish at the beginning
 * @param anyMode whether the mode goes to and from the asynchronous one: then only what that one promises is promised
 * @param lateWords how likely an operator's command comes a second time, late
 * @param clientPause the longest time between two operations of a client, in nanoseconds
 */
record Scenario(
        long seed,
        int members,
        int operators,
        Wish wish,
        boolean anyMode,
        double lateWords,
        long clientPause,
        long faultyNanos,
        long leastNanos,
        List<Strike> strikes) {
    private static final int KINDS = FaultKind.values().length;
    private static final int STEPS = Step.values().length;

    /**
     * One fault, or one thing asked for.
     *
     * @param chance what it needs of chance, apart from all others': so it stays what it is when others are left out
     * @param ambush the step it waits for; null for none
     */
    record Strike(long at, FaultKind kind, @Nullable Step ambush, long chance) {
        @Override
        public String toString() {
            return String.format("%.1f s %s%s", at / 1e9, kind.text, ambush == null ? "" : " once " + ambush);
        }
    }

    /**
     * What the histories are to be about; anything by default. Only chance is narrowed.
     *
     * @param members how many; 0 for any number
     * @param modes of the wish, chosen among; none for all, the change between them included
     * @param kinds of faults, chosen among
     * @param steps that half of the faults wait for, chosen among; empty for few waiting for any
     */
    record Focus(
            int members,
            Set<Wish.Mode> modes,
            Set<Wish.Durability> durabilities,
            Set<Acknowledge> acknowledges,
            Set<FaultKind> kinds,
            Set<Step> steps,
            double lateWords) {
        static final Focus ANYTHING = new Focus(
                0,
                EnumSet.noneOf(Wish.Mode.class),
                EnumSet.allOf(Wish.Durability.class),
                EnumSet.allOf(Acknowledge.class),
                EnumSet.allOf(FaultKind.class),
                EnumSet.noneOf(Step.class),
                0.05);
    }

    /** Every pair of a fault and a step has its turn, as seeds follow one another. */
    static Scenario of(long seed) {
        int turn = (int) Math.floorMod(seed, (long) KINDS * STEPS);
        FaultKind kind = FaultKind.values()[turn % KINDS];
        Step step = Step.values()[turn / KINDS];
        boolean possible = kind.possibleIn(step);
        Focus focus = possible && (LOSSES.contains(kind) || step == Step.NO_RECORD)
                ? whereOneLossIsBorne(kind)
                : Focus.ANYTHING;
        Scenario random = of(seed, focus, 400 * World.MILLI, 45 * World.SECOND, 60 * World.SECOND);
        List<Strike> strikes = new ArrayList<>(random.strikes());
        if (possible) {
            strikes.addAll(ambush(kind, step, new SplittableRandom(seed)));
        }
        return random.with(strikes);
    }

    /** What is lost for good, or seems so, for once: nothing else may be, and somebody must have held it, too. */
    private static final Set<FaultKind> LOSSES = EnumSet.of(
            FaultKind.VOLUME_LOST,
            FaultKind.VOLUME_RESTORED,
            FaultKind.DISK_SET_BACK,
            FaultKind.RECORD_LOST,
            FaultKind.RECORD_RESTORED);

    private static Focus whereOneLossIsBorne(FaultKind kind) {
        EnumSet<FaultKind> others = EnumSet.complementOf(EnumSet.copyOf(LOSSES));
        others.remove(FaultKind.SPEC_CHANGED);
        return new Focus(
                kind == FaultKind.SCALED ? 0 : 3,
                kind == FaultKind.DISK_SET_BACK
                        ? EnumSet.of(Wish.Mode.SEMI_SYNCHRONOUS)
                        : EnumSet.of(Wish.Mode.SEMI_SYNCHRONOUS, Wish.Mode.SYNCHRONOUS),
                EnumSet.of(Wish.Durability.REQUIRED),
                EnumSet.of(Acknowledge.FLUSHED),
                others,
                EnumSet.noneOf(Step.class),
                Focus.ANYTHING.lateWords());
    }

    /** The fault waits for the step, a few times, and what leads to that step follows. */
    private static List<Strike> ambush(FaultKind kind, Step step, SplittableRandom random) {
        FaultKind cause = switch (step) {
            case NO_RECORD -> FaultKind.RECORD_LOST;
            case SEEDING -> FaultKind.SCALED;
            case HANDING_OVER -> FaultKind.SWITCHOVER_ASKED;
            default -> FaultKind.PROCESS_KILLED;
        };
        List<Strike> strikes = new ArrayList<>();
        if (step == Step.NO_RECORD) {
            strikes.add(new Strike(0, kind, step, random.nextLong()));
        }
        for (long at = 4; at < 40; at += 9) {
            long then = at * World.SECOND + random.nextLong(3 * World.SECOND);
            strikes.add(new Strike(then, kind, step, random.nextLong()));
            strikes.add(new Strike(then + random.nextLong(World.SECOND), cause, null, random.nextLong()));
        }
        return strikes;
    }

    static Scenario of(long seed, Focus focus, long clientPause, long faultyNanos, long leastNanos) {
        SplittableRandom random = new SplittableRandom(seed ^ 0x5ce7a410L);
        boolean few = random.nextDouble() < 0.08;
        int some = few ? random.nextInt(1, 3) : random.nextDouble() < 0.75 ? 3 : random.nextInt(4, 8);
        int members = focus.members() == 0 ? some : focus.members();
        List<Wish.Mode> modes = sorted(focus.modes().isEmpty() ? EnumSet.allOf(Wish.Mode.class) : focus.modes());
        boolean anyMode = focus.modes().isEmpty() && random.nextInt(4) == 3;
        Wish.Durability durability = members < 2
                ? Wish.Durability.PREFERRED
                : any(focus.durabilities(), random, random.nextDouble() < 0.7 ? Wish.Durability.REQUIRED : null);
        Wish wish = new Wish(
                members,
                modes.get(random.nextInt(modes.size())),
                members > 3 && random.nextBoolean() ? 2 : 1,
                durability,
                any(focus.acknowledges(), random, random.nextDouble() < 0.6 ? Acknowledge.FLUSHED : null),
                Wish.FailoverPolicy.AUTOMATIC,
                null,
                random.nextDouble() < 0.3 ? 1000 : 3000);
        return new Scenario(
                seed,
                members,
                random.nextBoolean() ? 2 : 1,
                wish,
                anyMode,
                focus.lateWords(),
                clientPause,
                faultyNanos,
                leastNanos,
                strikes(focus, faultyNanos, random));
    }

    private static <T extends Comparable<? super T>> List<T> sorted(Set<T> among) {
        return among.stream().sorted().toList();
    }

    private static <T extends Comparable<? super T>> T any(Set<T> among, SplittableRandom random, @Nullable T rather) {
        return rather != null && among.contains(rather) ? rather : sorted(among).get(random.nextInt(among.size()));
    }

    private static List<Strike> strikes(Focus focus, long faultyNanos, SplittableRandom random) {
        List<Strike> strikes = new ArrayList<>();
        List<FaultKind> kinds = sorted(focus.kinds());
        List<Step> steps = sorted(focus.steps());
        long gap = random.nextLong(900, 2600) * World.MILLI;
        for (long at = random.nextLong(3 * World.SECOND); at < faultyNanos; at += random.nextLong(2 * gap)) {
            FaultKind kind = kinds.get(random.nextInt(kinds.size()));
            Step ambush = steps.isEmpty()
                    ? random.nextDouble() < 0.15 ? Step.values()[random.nextInt(STEPS)] : null
                    : random.nextBoolean() ? steps.get(random.nextInt(steps.size())) : null;
            strikes.add(
                    new Strike(at, kind, ambush == null || kind.possibleIn(ambush) ? ambush : null, random.nextLong()));
        }
        return strikes;
    }

    Scenario with(List<Strike> fewer) {
        return new Scenario(
                seed,
                members,
                operators,
                wish,
                anyMode,
                lateWords,
                clientPause,
                faultyNanos,
                leastNanos,
                List.copyOf(fewer));
    }

    /** Whether acknowledged writes must never be lost. */
    boolean synchronous() {
        return !anyMode && wish.mode() != Wish.Mode.ASYNCHRONOUS;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("seed " + seed + ": " + members + " members, " + operators
                + " operators, " + wish + (anyMode ? ", any mode" : ""));
        strikes.forEach(strike -> text.append("\n  ").append(strike));
        return text.toString();
    }
}

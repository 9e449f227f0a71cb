package dev.baton.e2e.process;

import dev.baton.operator.observe.Wish;
import dev.baton.protocol.Acknowledge;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What one round is to be. Thirty rounds hold every fault in every mode, in an order that the seed makes.
 *
 * @param number from 1
 * @param wish the mode that the living database is switched to before the fault
 * @param later how many appends more than needed are acknowledged before the fault
 * @param second whether the second of the followers is the victim, where a follower is
 * @param cut which way, where one follower is cut off
 * @param mendEarly whether the fault is undone as soon as it was observed, or only when others have served without the victim
 * @param seed of what else the round decides
 */
record Draw(
        int number, Fault fault, Wish wish, int later, boolean second, Wiring.Cut cut, boolean mendEarly, long seed) {
    static final int ALL = Fault.values().length * Wish.Mode.values().length;
    private static final int MEMBERS = 3;
    private static final long LEASE_MILLIS = 1000;

    private record Pair(Fault fault, Wish.Mode mode) {}

    static List<Draw> draws(long seed, int rounds) {
        Random random = new Random(seed);
        List<Draw> draws = new ArrayList<>();
        List<Pair> bag = new ArrayList<>();
        for (int number = 1; number <= rounds; number++) {
            if (bag.isEmpty()) {
                for (Fault fault : Fault.values()) {
                    for (Wish.Mode mode : Wish.Mode.values()) {
                        bag.add(new Pair(fault, mode));
                    }
                }
                Collections.shuffle(bag, random);
            }
            Pair pair = bag.removeLast();
            draws.add(new Draw(
                    number,
                    pair.fault(),
                    wish(pair, random),
                    random.nextInt(500),
                    random.nextBoolean(),
                    Wiring.Cut.values()[random.nextInt(Wiring.Cut.values().length)],
                    random.nextBoolean(),
                    random.nextLong()));
        }
        return draws;
    }

    private static Wish wish(Pair pair, Random random) {
        Wish.Durability durability = random.nextInt(4) == 0 ? Wish.Durability.PREFERRED : Wish.Durability.REQUIRED;
        Acknowledge acknowledge = random.nextInt(3) == 0 ? Acknowledge.RECEIVED : Acknowledge.FLUSHED;
        return new Wish(
                MEMBERS,
                pair.mode(),
                1,
                durability,
                // A tail torn by power loss is another matter under Received: the process's machine would have to
                // restart, too.
                pair.fault().tearsTheTail() ? Acknowledge.FLUSHED : acknowledge,
                Wish.FailoverPolicy.AUTOMATIC,
                null,
                LEASE_MILLIS);
    }

    boolean losesNothing() {
        return wish.mode() != Wish.Mode.ASYNCHRONOUS;
    }

    @Override
    public String toString() {
        return "round " + number + ": " + fault + (fault == Fault.FOLLOWER_CUT_OFF ? " " + cut : "") + " in "
                + wish.mode() + " " + wish.durability() + " " + wish.acknowledge();
    }
}

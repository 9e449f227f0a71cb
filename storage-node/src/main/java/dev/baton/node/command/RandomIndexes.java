package dev.baton.node.command;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Chooses elements at random, by their indexes. For readers, and for leaders that write down what was chosen. Loop thread only. */
final class RandomIndexes {
    private static final RandomGenerator RANDOM = new SplittableRandom();

    /** More at once, each perhaps many times, would keep the loop for long and fill the memory. */
    private static final int MOST_REPEATED = 1 << 20;

    private RandomIndexes() {}

    static int one(int size) {
        return RANDOM.nextInt(size);
    }

    /** So many different ones; if negative so many, each of all. */
    static int[] some(long count, int size) {
        return count < 0 ? repeated(-count, size) : distinct(count, size);
    }

    /** So many different ones, all if there aren't more. */
    static int[] distinct(long count, int size) {
        if (count >= size) {
            return IntStream.range(0, size).toArray();
        }
        int wanted = (int) count;
        return wanted > size / 3 ? shuffled(wanted, size) : drawn(wanted, size);
    }

    private static int[] repeated(long count, int size) {
        if (count > MOST_REPEATED) {
            throw new CommandException("ERR value is out of range, at most " + MOST_REPEATED
                    + " elements can be asked for with repetitions");
        }
        return RANDOM.ints(count, 0, size).toArray();
    }

    /** The first of a shuffle of all (Fisher and Yates). */
    private static int[] shuffled(int wanted, int size) {
        int[] all = IntStream.range(0, size).toArray();
        for (int i = 0; i < wanted; i++) {
            int other = RANDOM.nextInt(i, size);
            int kept = all[i];
            all[i] = all[other];
            all[other] = kept;
        }
        return Arrays.copyOf(all, wanted);
    }

    /** Draws until there are enough: at most every third is one that was drawn before. */
    private static int[] drawn(int wanted, int size) {
        Set<Integer> drawn = LinkedHashSet.newLinkedHashSet(wanted);
        while (drawn.size() < wanted) {
            drawn.add(RANDOM.nextInt(size));
        }
        return drawn.stream().mapToInt(Integer::intValue).toArray();
    }
}

package dev.baton.workload;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Wing and Gong's search as they wrote it, for short histories of one register: to compare with. Knows nothing of unique values, nor of
 * what may be placed at once: a SET of unknown outcome may be placed anywhere after its call, or left out.
 */
final class PlainSearch {
    private record Configuration(long placed, @Nullable String value) {}

    private final List<Operation> operations;
    private final Set<Configuration> seen = new HashSet<>();

    private PlainSearch(List<Operation> operations) {
        this.operations = operations;
    }

    /** {@code operations} are SETs and GETs of one register, none refused, at most 63. */
    static boolean canBeOrdered(List<Operation> operations) {
        return new PlainSearch(operations).search(0, null);
    }

    private boolean search(long placed, @Nullable String value) {
        if (!seen.add(new Configuration(placed, value))) {
            return false;
        }
        long firstReturn = Long.MAX_VALUE;
        for (int i = 0; i < operations.size(); i++) {
            if ((placed >> i & 1) == 0 && operations.get(i).outcome() == Outcome.OK) {
                firstReturn = Math.min(firstReturn, operations.get(i).returnNanos());
            }
        }
        if (firstReturn == Long.MAX_VALUE) {
            return true;
        }
        for (int i = 0; i < operations.size(); i++) {
            Operation next = operations.get(i);
            if ((placed >> i & 1) == 1 || next.callNanos() > firstReturn) {
                continue;
            }
            if (next.sets()
                    ? search(placed | 1L << i, next.value())
                    : Objects.equals(next.result(), value) && search(placed | 1L << i, value)) {
                return true;
            }
        }
        return false;
    }
}

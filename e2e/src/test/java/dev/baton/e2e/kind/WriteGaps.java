package dev.baton.e2e.kind;

import dev.baton.workload.Operation;
import dev.baton.workload.Outcome;
import java.util.List;

/** The times in which no write was acknowledged, by a history. Seconds of the history's clock. */
final class WriteGaps {
    private static final double NANOS = 1e9;

    private final long[] acknowledged;

    private WriteGaps(long[] acknowledged) {
        this.acknowledged = acknowledged;
    }

    static WriteGaps of(List<Operation> history) {
        return new WriteGaps(history.stream()
                .filter(operation -> operation.op().equals(Operation.APPEND) && operation.outcome() == Outcome.OK)
                .mapToLong(Operation::returnNanos)
                .sorted()
                .toArray());
    }

    /** The longest that begins before {@code to} and ends after {@code from}; NaN when nothing was acknowledged afterwards. */
    double longest(double from, double to) {
        double longest = Double.NaN;
        for (int i = 1; i < acknowledged.length; i++) {
            if (touches(i, from, to)) {
                longest = Double.isNaN(longest) ? gap(i) : Math.max(longest, gap(i));
            }
        }
        return longest;
    }

    /** Of all such that are longer than {@code least}; NaN as above. */
    double sum(double from, double to, double least) {
        double sum = Double.NaN;
        for (int i = 1; i < acknowledged.length; i++) {
            if (touches(i, from, to)) {
                sum = (Double.isNaN(sum) ? 0 : sum) + (gap(i) > least ? gap(i) : 0);
            }
        }
        return sum;
    }

    private boolean touches(int i, double from, double to) {
        return acknowledged[i] / NANOS > from && acknowledged[i - 1] / NANOS < to;
    }

    private double gap(int i) {
        return (acknowledged[i] - acknowledged[i - 1]) / NANOS;
    }
}

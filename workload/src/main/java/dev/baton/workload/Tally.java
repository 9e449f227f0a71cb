package dev.baton.workload;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Counts what the clients of a run report. Any thread may call. Times are nanoseconds of the run's clock, 0 at its start. */
final class Tally {
    private static final long NOTED_GAP_NANOS = 250_000_000;
    private static final int GAPS_KEPT = 1000;

    /** What one member did in one epoch. */
    private record Share(long count, long firstNanos, long lastNanos) {
        static Share of(Operation operation) {
            return new Share(1, operation.returnNanos(), operation.returnNanos());
        }

        Share with(Share later) {
            return new Share(
                    count + later.count, Math.min(firstNanos, later.firstNanos), Math.max(lastNanos, later.lastNanos));
        }
    }

    private record OpenGap(long startNanos, long endNanos, long acknowledgedBefore) {}

    private final String run;
    private final Instant startedAt = Instant.now();
    private final long[] writes = new long[Outcome.values().length];
    private final long[] reads = new long[Outcome.values().length];
    private final Map<Identity, Share> leaders = new LinkedHashMap<>();
    private final Map<Identity, Share> readFrom = new LinkedHashMap<>();
    private final List<OpenGap> gaps = new ArrayList<>();
    private final Histogram latencyMicros = new Histogram(3_600_000_000L, 3);
    private Identity lastLeader = new Identity(null, -1, false);
    private long lastAckNanos;
    private long longestGapNanos;

    Tally(String run) {
        this.run = run;
    }

    synchronized void wrote(Operation write, Identity by) {
        writes[write.outcome().ordinal()]++;
        if (write.outcome() != Outcome.OK) {
            return;
        }
        // Threads may come here out of order; a gap is between times, not between calls of this method.
        if (write.returnNanos() > lastAckNanos) {
            noteGap(write.returnNanos(), writes[Outcome.OK.ordinal()] - 1);
            lastAckNanos = write.returnNanos();
        }
        lastLeader = by;
        leaders.merge(by, Share.of(write), Share::with);
        latencyMicros.recordValue(Math.min((write.returnNanos() - write.callNanos()) / 1000, 3_600_000_000L));
    }

    synchronized void read(Operation read, Identity by) {
        reads[read.outcome().ordinal()]++;
        if (read.outcome() == Outcome.OK) {
            readFrom.merge(by, Share.of(read), Share::with);
        }
    }

    synchronized Progress progress(long nowNanos) {
        long present = Math.max(0, nowNanos - lastAckNanos);
        return new Progress(
                seconds(nowNanos),
                writes[Outcome.OK.ordinal()],
                writes[Outcome.REFUSED.ordinal()],
                writes[Outcome.UNKNOWN.ordinal()],
                reads[Outcome.OK.ordinal()],
                millis(Math.max(longestGapNanos, present)),
                millis(present),
                lastLeader.member(),
                lastLeader.epoch());
    }

    /** Once, at the end: the time since the last acknowledged write counts as a gap, too. */
    synchronized Summary summary(long endNanos) {
        long acknowledged = writes[Outcome.OK.ordinal()];
        noteGap(endNanos, acknowledged);
        return new Summary(
                run,
                startedAt.toString(),
                seconds(endNanos),
                acknowledged,
                writes[Outcome.REFUSED.ordinal()],
                writes[Outcome.UNKNOWN.ordinal()],
                reads[Outcome.OK.ordinal()],
                reads[Outcome.REFUSED.ordinal()] + reads[Outcome.UNKNOWN.ordinal()],
                millis(longestGapNanos),
                gaps.stream()
                        .map(gap -> new Gap(
                                seconds(gap.startNanos()),
                                millis(gap.endNanos() - gap.startNanos()),
                                acknowledged - gap.acknowledgedBefore()))
                        .toList(),
                served(leaders),
                served(readFrom),
                new Summary.Latency(
                        latencyMicros.getValueAtPercentile(50) / 1000.0,
                        latencyMicros.getValueAtPercentile(99) / 1000.0,
                        latencyMicros.getValueAtPercentile(99.9) / 1000.0,
                        latencyMicros.getMaxValue() / 1000.0));
    }

    private void noteGap(long endNanos, long acknowledgedBefore) {
        long gap = endNanos - lastAckNanos;
        longestGapNanos = Math.max(longestGapNanos, gap);
        if (gap > NOTED_GAP_NANOS && gaps.size() < GAPS_KEPT) {
            gaps.add(new OpenGap(lastAckNanos, endNanos, acknowledgedBefore));
        }
    }

    private static List<Served> served(Map<Identity, Share> shares) {
        return shares.entrySet().stream()
                .map(entry -> new Served(
                        entry.getKey().member(),
                        entry.getKey().epoch(),
                        entry.getValue().count(),
                        seconds(entry.getValue().firstNanos()),
                        seconds(entry.getValue().lastNanos())))
                .toList();
    }

    private static double seconds(long nanos) {
        return Math.round(nanos / 1e6) / 1e3;
    }

    private static double millis(long nanos) {
        return Math.round(nanos / 1e5) / 10.0;
    }
}

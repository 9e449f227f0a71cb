package dev.baton.node.command;

import org.jspecify.annotations.Nullable;

/** How often one command ran and how long it took: what INFO's commandstats and LATENCY HISTOGRAM tell. Loop thread only. */
public final class CommandCounters {
    private long calls;
    private long nanos;
    private long rejected;
    private long failed;
    /** Null until the command first ran: most never do. */
    private @Nullable Durations durations;

    void ran(long tookNanos) {
        calls++;
        nanos += tookNanos;
        Durations known = durations;
        if (known == null) {
            known = new Durations();
            durations = known;
        }
        known.add(tookNanos);
    }

    /** It was refused before it ran: arguments too few, no right to, no memory. */
    void rejected() {
        rejected++;
    }

    /** It ran and answered an error. */
    void failed() {
        failed++;
    }

    long calls() {
        return calls;
    }

    long nanos() {
        return nanos;
    }

    long rejectedCalls() {
        return rejected;
    }

    long failedCalls() {
        return failed;
    }

    @Nullable
    Durations durations() {
        return durations;
    }

    void reset() {
        calls = 0;
        nanos = 0;
        rejected = 0;
        failed = 0;
        durations = null;
    }

    /** LATENCY RESET's business, which leaves the counts alone. */
    void forgetDurations() {
        durations = null;
    }
}

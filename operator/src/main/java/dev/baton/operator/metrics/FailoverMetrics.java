package dev.baton.operator.metrics;

import dev.baton.crds.status.FailoverReport;
import dev.baton.operator.decide.Milestone;
import dev.baton.operator.members.DatabaseKey;
import dev.baton.operator.observe.MemberSeen;
import dev.baton.operator.status.Chronicle;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.MemberName;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts changes of leader, and times each phase of them as it is reached. A milestone of an epoch counts once, although it is told again
 * when the status that told it could not be written.
 *
 * <p>Safe for use by several threads, one at a time for each database.
 */
public final class FailoverMetrics {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(50),
        Duration.ofMillis(200),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(4),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(120)
    };

    private final MeterRegistry registry;
    private final Map<DatabaseKey, Map<Milestone, Long>> counted = new ConcurrentHashMap<>();

    public FailoverMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** @param seen the members when the story went on */
    public void told(DatabaseKey database, Chronicle before, Chronicle after, Map<MemberName, MemberSeen> seen) {
        for (FailoverReport now : after.failovers()) {
            FailoverReport then = before.report(new Epoch(now.epoch()));
            if (now.equals(then)) {
                continue;
            }
            for (Milestone milestone : Milestone.values()) {
                if (time(now, milestone) != null
                        && (then == null || time(then, milestone) == null)
                        && isNews(database, milestone, now.epoch())) {
                    reached(now, milestone, seen);
                }
            }
        }
    }

    public void forget(DatabaseKey database) {
        counted.remove(database);
    }

    private boolean isNews(DatabaseKey database, Milestone milestone, long epoch) {
        Map<Milestone, Long> last = counted.computeIfAbsent(database, key -> new EnumMap<>(Milestone.class));
        Long before = last.get(milestone);
        if (before != null && before >= epoch) {
            return false;
        }
        last.put(milestone, epoch);
        return true;
    }

    private void reached(FailoverReport report, Milestone milestone, Map<MemberName, MemberSeen> seen) {
        Duration took = switch (milestone) {
            case DETECTED -> silence(report, seen);
            case FENCED -> between(report.detectedTime(), report.fencedTime());
            case PROMOTED -> between(report.fencedTime(), report.promotedTime());
            case SERVING -> between(report.promotedTime(), report.servingTime());
        };
        if (took != null) {
            Timer.builder("baton.failover.duration")
                    .description("how long a change of leader took to reach each phase, from the one before:"
                            + " detected (since the operator last heard the leader), fenced, promoted, serving")
                    .tag("type", report.type().label())
                    .tag("phase", milestone.name().toLowerCase(Locale.ROOT))
                    .serviceLevelObjectives(BUCKETS)
                    .register(registry)
                    .record(took);
        }
        if (milestone == Milestone.SERVING) {
            Counter.builder("baton.failovers")
                    .description("changes of leader after which writes were accepted again")
                    .tag("type", report.type().label())
                    .tag(
                            "cause",
                            report.cause() == null ? "Unknown" : report.cause().label())
                    .register(registry)
                    .increment();
        }
    }

    /** For how long the operator had not heard the lost leader; null when nobody was lost. */
    private static @Nullable Duration silence(FailoverReport report, Map<MemberName, MemberSeen> seen) {
        MemberSeen lost = report.from() == null ? null : seen.get(new MemberName(report.from()));
        return lost == null ? null : Duration.ofMillis(lost.silentMillis());
    }

    private static @Nullable Duration between(@Nullable Instant from, @Nullable Instant to) {
        return from == null || to == null ? null : Duration.between(from, to);
    }

    private static @Nullable Instant time(FailoverReport report, Milestone milestone) {
        return switch (milestone) {
            case DETECTED -> report.detectedTime();
            case FENCED -> report.fencedTime();
            case PROMOTED -> report.promotedTime();
            case SERVING -> report.servingTime();
        };
    }
}

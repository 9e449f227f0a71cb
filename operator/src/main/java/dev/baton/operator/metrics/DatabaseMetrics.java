package dev.baton.operator.metrics;

import dev.baton.crds.ConditionType;
import dev.baton.crds.status.ReplicatedDatabaseStatus;
import dev.baton.operator.members.DatabaseKey;
import dev.baton.operator.members.MemberNews;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Tells how each database stands. Its series appear with its first status and go with it; so do a member's. Lags are read when they are
 * scraped: they change all the time, while an unchanged database isn't reconciled.
 *
 * <p>Safe for use by several threads.
 */
public final class DatabaseMetrics {
    private static final List<String> STATUSES = List.of("True", "False", "Unknown");

    private final MeterRegistry registry;
    private final Function<DatabaseKey, Map<MemberName, MemberNews>> news;
    private final Map<DatabaseKey, Shown> shown = new ConcurrentHashMap<>();

    /** @param conditions status by type */
    private record Shown(Map<String, String> conditions, List<Meter> meters, Map<MemberName, List<Meter>> lags) {}

    /** @param news what was last heard of a database's members; never blocks */
    public DatabaseMetrics(MeterRegistry registry, Function<DatabaseKey, Map<MemberName, MemberNews>> news) {
        this.registry = registry;
        this.news = news;
        for (ConditionType type : ConditionType.values()) {
            for (String status : STATUSES) {
                Gauge.builder("baton.databases", () -> count(type.label(), status))
                        .description("databases by the status of each of their conditions")
                        .tags("condition", type.label(), "status", status)
                        .register(registry);
            }
        }
    }

    /** Shows what the status says, and the members there are now. */
    public void show(DatabaseKey database, ReplicatedDatabaseStatus status) {
        shown.compute(database, (key, before) -> {
            Shown now = before == null ? begin(key) : before;
            for (Condition condition : status.conditions()) {
                now.conditions.put(condition.getType(), condition.getStatus());
            }
            Set<MemberName> members = new HashSet<>(news.apply(key).keySet());
            members.forEach(member -> now.lags.computeIfAbsent(member, added -> lag(key, added)));
            now.lags.entrySet().removeIf(entry -> {
                boolean gone = !members.contains(entry.getKey());
                if (gone) {
                    entry.getValue().forEach(registry::remove);
                }
                return gone;
            });
            return now;
        });
    }

    /** The database is gone, or somebody else's to tell of. */
    public void forget(DatabaseKey database) {
        shown.computeIfPresent(database, (key, gone) -> {
            gone.meters.forEach(registry::remove);
            gone.lags.values().forEach(meters -> meters.forEach(registry::remove));
            return null;
        });
    }

    private Shown begin(DatabaseKey database) {
        Map<String, String> conditions = new ConcurrentHashMap<>();
        List<Meter> meters = new ArrayList<>();
        for (ConditionType type : ConditionType.values()) {
            meters.add(Gauge.builder(
                            "baton.database.condition", () -> "True".equals(conditions.get(type.label())) ? 1 : 0)
                    .description("1 while the condition of the database is True, else 0")
                    .tags(tags(database).and("condition", type.label()))
                    .register(registry));
        }
        return new Shown(conditions, meters, new TreeMap<>());
    }

    private List<Meter> lag(DatabaseKey database, MemberName member) {
        Tags tags = tags(database).and("member", member.value());
        return List.of(
                Gauge.builder("baton.member.lag.bytes", () -> lag(database, member, MemberStatus.Following::lagBytes))
                        .description("how much of its leader's log a member lacks, as it last said; 0 for the leader,"
                                + " NaN while it doesn't answer")
                        .baseUnit("bytes")
                        .tags(tags)
                        .register(registry),
                Gauge.builder(
                                "baton.member.lag.seconds",
                                () -> lag(database, member, following -> following.lagMillis() / 1000.0))
                        .description("for how long a member has lacked something of its leader's log, as it last said")
                        .baseUnit("seconds")
                        .tags(tags)
                        .register(registry));
    }

    private double lag(DatabaseKey database, MemberName member, ToDoubleFunction<MemberStatus.Following> what) {
        MemberNews heard = news.apply(database).get(member);
        if (heard == null || heard.status() == null || heard.silentMillis() > 0) {
            return Double.NaN;
        }
        MemberStatus.Following following = heard.status().following();
        if (following == null) {
            return heard.status().leading() == null ? Double.NaN : 0;
        }
        return what.applyAsDouble(following);
    }

    private double count(String type, String status) {
        return shown.values().stream()
                .filter(database -> status.equals(database.conditions.get(type)))
                .count();
    }

    private static Tags tags(DatabaseKey database) {
        return Tags.of("namespace", database.namespace(), "database", database.name());
    }
}

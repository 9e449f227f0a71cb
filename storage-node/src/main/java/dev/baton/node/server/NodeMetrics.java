package dev.baton.node.server;

import dev.baton.node.replication.FollowerLag;
import dev.baton.protocol.CommitRule;
import dev.baton.protocol.MemberLimits;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.MemberStatus.Following;
import dev.baton.protocol.MemberStatus.Leading;
import dev.baton.protocol.QuorumRule;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot.StateSetDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The node's metrics: facts the loop publishes fifty times a second, read by whoever scrapes, and two histograms. The only label that
 * grows is {@code follower}, up to the number of members. {@code docs/metrics-node.md} is generated from what is registered here.
 */
final class NodeMetrics {
    /**
     * One consistent look at the member.
     *
     * @param seeding null unless a snapshot is being received
     * @param newest null when there is no snapshot
     * @param logTailBytes memory held by the end of the log
     */
    record Facts(
            MemberStatus status,
            List<FollowerLag> followers,
            boolean ready,
            int clients,
            int gateDepth,
            long keys,
            long usedBytes,
            long logTailBytes,
            Seeding.@Nullable Progress seeding,
            Snapshots.@Nullable Newest newest,
            Discarded discarded) {}

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final LatencyHistogram fsyncs = new LatencyHistogram(
            "baton_fsync_duration_seconds",
            "how long each sync of the log took, one for all that was appended meanwhile");
    private final LatencyHistogram commits = new LatencyHistogram(
            "baton_commit_duration_seconds",
            "on a leader: how long writes took from the log until they were committed, the quorum's fsyncs included;"
                    + " counted once for all that one turn of the event loop appended");
    private volatile @Nullable Facts facts;

    /** @param version of the program */
    NodeMetrics(String version) {
        Info.builder()
                .name("baton_build_info")
                .help("always 1; which program runs, on which Java")
                .labelNames("version", "java")
                .register(registry)
                .setLabelValues(version, Runtime.version().toString());
        role();
        log();
        followers();
        registry.register(fsyncs);
        registry.register(commits);
        seedingAndSnapshots();
        clients();
        memory();
    }

    PrometheusRegistry registry() {
        return registry;
    }

    /** Takes nanoseconds; any thread. */
    LatencyHistogram fsyncs() {
        return fsyncs;
    }

    /** Takes nanoseconds; any thread. */
    LatencyHistogram commits() {
        return commits;
    }

    void publish(Facts next) {
        facts = next;
    }

    boolean isReady() {
        Facts now = facts;
        return now != null && now.ready();
    }

    // ---- what is registered

    private void role() {
        registry.register(new Collector() {
            @Override
            public StateSetSnapshot collect() {
                return state();
            }

            @Override
            public String getPrometheusName() {
                return STATE;
            }
        });
        gauge("baton_ready", null, "1 while a Service may send clients here", f -> f.ready() ? 1 : 0);
        gauge("baton_leader", null, "1 while this member leads and is open", f -> {
            Leading leading = f.status().leading();
            return leading != null && leading.open() ? 1 : 0;
        });
        gauge(
                "baton_epoch",
                null,
                "the epoch this member promised, on disk",
                f -> f.status().promise().promised().number());
        gauge(
                "baton_rule_number",
                null,
                "the newest rule this member heard of in its epoch; 0 before the first",
                f -> f.status().promise().ruleNumber());
        maybe(
                "baton_synchronous_followers",
                null,
                "on a leader: how many followers its rule names whose acknowledgement a commit waits for; 0 in the asynchronous"
                        + " mode",
                f -> leading(f, NodeMetrics::synchronousFollowers));
        maybe(
                "baton_lease_remaining",
                Unit.SECONDS,
                "on a leader: how long its lease still runs; 0 when it has none",
                f -> leading(f, leading -> Math.max(0, leading.leaseMillis()) / 1e3));
    }

    private void log() {
        gauge(
                "baton_log_end",
                Unit.BYTES,
                "offset where the log ends",
                f -> f.status().end().offset());
        gauge(
                "baton_log_flushed",
                Unit.BYTES,
                "offset up to which the log is synced: this member's position",
                f -> f.status().position().offset());
        gauge(
                "baton_committed",
                Unit.BYTES,
                "offset known to be committed",
                f -> f.status().committed());
        gauge(
                "baton_applied",
                Unit.BYTES,
                "offset up to which the log is in memory",
                f -> f.status().applied());
        gauge(
                "baton_log_retained",
                Unit.BYTES,
                "how much of the log is kept in files",
                f -> f.status().end().offset() - f.status().logStart());
        gauge(
                "baton_canary",
                Unit.SECONDS,
                "age of the oldest append that is not synced; 0 when all is",
                f -> f.status().canaryMillis() / 1e3);
        counter(
                "baton_cuts",
                null,
                "tails this process cut off its log since another member's log was chosen",
                f -> f.discarded().cuts());
        counter(
                "baton_discarded_writes",
                null,
                "writes in these tails, which are kept in files",
                f -> f.discarded().writes());
        counter(
                "baton_discarded",
                Unit.BYTES,
                "size of these tails",
                f -> f.discarded().bytes());
    }

    private void followers() {
        maybe(
                "baton_lag",
                Unit.BYTES,
                "on a follower: how much of its leader's log it lacks, as last heard",
                f -> following(f, Following::lagBytes));
        maybe(
                "baton_lag",
                Unit.SECONDS,
                "on a follower: for how long it has lacked something of its leader's log",
                f -> following(f, following -> following.lagMillis() / 1e3));
        perFollower(
                "baton_follower_connected",
                null,
                "on a leader: 1 while the follower takes the log from it, 0 while it is away or being seeded",
                follower -> follower.streaming() ? 1 : 0);
        perFollower(
                "baton_follower_flushed",
                Unit.BYTES,
                "on a leader: offset the follower said to have synced",
                FollowerLag::flushed);
        perFollower(
                "baton_follower_lag",
                Unit.BYTES,
                "on a leader: how much of the log the follower hasn't said to have synced",
                FollowerLag::bytes);
        perFollower(
                "baton_follower_lag",
                Unit.SECONDS,
                "on a leader: for how long the oldest of that has been in the log, since the election at the most",
                follower -> follower.nanos() / 1e9);
    }

    private void seedingAndSnapshots() {
        maybe(
                "baton_seeding_progress",
                Unit.RATIO,
                "while a snapshot is being received: which part of it is here; otherwise absent",
                f -> f.seeding() == null ? null : part(f.seeding()));
        maybe(
                "baton_snapshot_position",
                Unit.BYTES,
                "offset of the newest snapshot on the volume; absent without one",
                f -> f.newest() == null ? null : (double) f.newest().position());
        maybe(
                "baton_snapshot_size",
                Unit.BYTES,
                "size of that snapshot",
                f -> f.newest() == null ? null : (double) f.newest().bytes());
        maybe(
                "baton_snapshot_timestamp",
                Unit.SECONDS,
                "when that snapshot was written here, since 1970; its age is `time()` less this",
                f -> f.newest() == null ? null : f.newest().writtenAtMillis() / 1e3);
    }

    private static MemberLimits limits(Facts facts) {
        return Objects.requireNonNullElse(facts.status().limits(), MemberLimits.NONE);
    }

    private void clients() {
        gauge("baton_clients", null, "connections of clients", Facts::clients);
        gauge(
                "baton_clients_limit",
                null,
                "most connections of clients at once",
                f -> limits(f).maxClients());
        gauge(
                "baton_gate_depth",
                null,
                "replies that wait for a commit or the lease, over all connections",
                Facts::gateDepth);
        gauge("baton_keys", null, "keys in memory, expired ones that are not yet deleted included", Facts::keys);
    }

    private void memory() {
        gauge(
                "baton_memory_used",
                Unit.BYTES,
                "keys and values, estimated: what the limit is compared with",
                Facts::usedBytes);
        maybe(
                "baton_memory_limit",
                Unit.BYTES,
                "bound of keys and values; absent when there is none",
                f -> limits(f).maxMemoryBytes() == 0 ? null : (double) limits(f).maxMemoryBytes());
        gauge(
                "baton_memory_log_tail",
                Unit.BYTES,
                "the end of the log, kept in memory for followers",
                Facts::logTailBytes);
        gauge(
                "baton_memory_heap_used",
                Unit.BYTES,
                "Java heap in use, garbage included",
                f -> ProcessMemory.heapUsed());
        gauge("baton_memory_heap_limit", Unit.BYTES, "most the Java heap may grow to", f -> ProcessMemory.heapLimit());
        gauge(
                "baton_memory_direct",
                Unit.BYTES,
                "buffers outside of the Java heap, as the JDK counts them",
                f -> ProcessMemory.direct());
        maybe(
                "process_resident_memory",
                Unit.BYTES,
                "memory of the process that is in RAM, as the kernel counts it",
                f -> ProcessMemory.resident());
    }

    // ---- how

    private static final String STATE = "baton_member_state";

    private StateSetSnapshot state() {
        StateSetSnapshot.Builder set = StateSetSnapshot.builder()
                .name(STATE)
                .help(
                        "1 for what this member is doing, 0 for every other state; Elected, Open and Paused are a leader's");
        Facts now = facts;
        if (now != null) {
            StateSetDataPointSnapshot.Builder states = StateSetDataPointSnapshot.builder();
            for (MemberState state : MemberState.values()) {
                if (state != MemberState.UNREACHABLE && state != MemberState.STARTING) { // what only others say of it
                    states.state(state.label(), state == now.status().state());
                }
            }
            set.dataPoint(states.build());
        }
        return set.build();
    }

    private static double synchronousFollowers(Leading leading) {
        QuorumRule rule = leading.rule();
        return rule == null || rule.commit() == CommitRule.ASYNCHRONOUS
                ? 0
                : rule.followers().size();
    }

    private static double part(Seeding.Progress progress) {
        return progress.total() == 0 ? 0 : (double) progress.received() / progress.total();
    }

    private static @Nullable Double leading(Facts facts, ToDoubleFunction<Leading> value) {
        Leading leading = facts.status().leading();
        return leading == null ? null : (Double) value.applyAsDouble(leading);
    }

    private static @Nullable Double following(Facts facts, ToDoubleFunction<Following> value) {
        Following following = facts.status().following();
        return following == null ? null : (Double) value.applyAsDouble(following);
    }

    private void gauge(String name, @Nullable Unit unit, String help, ToDoubleFunction<Facts> value) {
        maybe(name, unit, help, value::applyAsDouble);
    }

    /** @param value null when there is nothing to say now */
    private void maybe(String name, @Nullable Unit unit, String help, Function<Facts, @Nullable Double> value) {
        GaugeWithCallback.Builder gauge =
                GaugeWithCallback.builder().name(named(name, unit)).help(help);
        if (unit != null) {
            gauge.unit(unit);
        }
        gauge.callback(callback -> {
                    Facts now = facts;
                    Double number = now == null ? null : value.apply(now);
                    if (number != null) {
                        callback.call(number);
                    }
                })
                .register(registry);
    }

    private void perFollower(String name, @Nullable Unit unit, String help, ToDoubleFunction<FollowerLag> value) {
        GaugeWithCallback.Builder gauge =
                GaugeWithCallback.builder().name(named(name, unit)).help(help).labelNames("follower");
        if (unit != null) {
            gauge.unit(unit);
        }
        gauge.callback(callback -> {
                    Facts now = facts;
                    if (now != null) {
                        for (FollowerLag follower : now.followers()) {
                            callback.call(
                                    value.applyAsDouble(follower),
                                    follower.member().value());
                        }
                    }
                })
                .register(registry);
    }

    private void counter(String name, @Nullable Unit unit, String help, ToDoubleFunction<Facts> value) {
        CounterWithCallback.Builder counter =
                CounterWithCallback.builder().name(named(name, unit)).help(help);
        if (unit != null) {
            counter.unit(unit);
        }
        counter.callback(callback -> {
                    Facts now = facts;
                    if (now != null) {
                        callback.call(value.applyAsDouble(now));
                    }
                })
                .register(registry);
    }

    private static String named(String name, @Nullable Unit unit) {
        return unit == null ? name : name + "_" + unit;
    }
}

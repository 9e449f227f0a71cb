package dev.baton.node.server;

import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.MemberStatus.FollowerProgress;
import dev.baton.protocol.MemberStatus.Leading;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The node's metrics: facts the loop publishes twenty times a second, read by whoever scrapes. */
final class NodeMetrics {
    /** One consistent look at the member. */
    record Facts(MemberStatus status, boolean ready, int clients, int gateDepth, long keys, long usedBytes) {}

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private volatile @Nullable Facts facts;

    NodeMetrics() {
        gauge("baton_leader", "1 while this member leads and is open", f -> {
            Leading leading = f.status().leading();
            return leading != null && leading.open() ? 1 : 0;
        });
        gauge(
                "baton_epoch",
                "the epoch this member promised",
                f -> f.status().promise().promised().number());
        gauge("baton_log_end_bytes", "end of the log", f -> f.status().end().offset());
        gauge(
                "baton_log_flushed_bytes",
                "synced end of the log",
                f -> f.status().position().offset());
        gauge(
                "baton_committed_bytes",
                "offset known to be committed",
                f -> f.status().committed());
        gauge("baton_applied_bytes", "offset in memory", f -> f.status().applied());
        gauge(
                "baton_canary_seconds",
                "age of the oldest append not synced",
                f -> f.status().canaryMillis() / 1e3);
        gauge("baton_lease_seconds", "how long a leader's lease still runs", f -> {
            Leading leading = f.status().leading();
            return leading == null ? 0 : leading.leaseMillis() / 1e3;
        });
        gauge("baton_lag_bytes", "how much of the leader's log a follower lacks", f -> {
            MemberStatus.Following following = f.status().following();
            return following == null ? 0 : following.lagBytes();
        });
        gauge("baton_lag_seconds", "for how long a follower has lacked something", f -> {
            MemberStatus.Following following = f.status().following();
            return following == null ? 0 : following.lagMillis() / 1e3;
        });
        gauge("baton_gate_depth", "replies that wait for a commit", Facts::gateDepth);
        gauge("baton_clients", "connections of clients", Facts::clients);
        gauge("baton_keys", "keys in memory", Facts::keys);
        gauge("baton_memory_used_bytes", "estimated bytes of keys and values", Facts::usedBytes);
        GaugeWithCallback.builder()
                .name("baton_follower_flushed_bytes")
                .help("offset each follower has synced, as its leader knows it")
                .labelNames("follower")
                .callback(callback -> {
                    Facts now = facts;
                    Leading leading = now == null ? null : now.status().leading();
                    if (leading != null) {
                        for (FollowerProgress follower : leading.followers()) {
                            callback.call(follower.flushed(), follower.member().value());
                        }
                    }
                })
                .register(registry);
    }

    private void gauge(String name, String help, ToDoubleFunction<Facts> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> {
                    Facts now = facts;
                    if (now != null) {
                        callback.call(value.applyAsDouble(now));
                    }
                })
                .register(registry);
    }

    PrometheusRegistry registry() {
        return registry;
    }

    void publish(Facts next) {
        facts = next;
    }

    boolean isReady() {
        Facts now = facts;
        return now != null && now.ready();
    }
}

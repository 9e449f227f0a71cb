package dev.baton.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.crds.status.FailoverCause;
import dev.baton.crds.status.FailoverReport;
import dev.baton.crds.status.FailoverType;
import dev.baton.crds.status.ReplicatedDatabaseStatus;
import dev.baton.operator.members.DatabaseKey;
import dev.baton.operator.members.MemberNews;
import dev.baton.operator.observe.MemberSeen;
import dev.baton.operator.status.Chronicle;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.Position;
import dev.baton.protocol.Promise;
import dev.baton.protocol.ProtocolVersion;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.prometheus.client.Collector.MetricFamilySamples;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OperatorMetricsTest {
    private static final DatabaseKey ORDERS = new DatabaseKey("shop", "orders");
    private static final DatabaseKey BILLS = new DatabaseKey("shop", "bills");
    private static final Instant BEGAN = Instant.parse("2026-01-01T00:00:00Z");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<DatabaseKey, Map<MemberName, MemberNews>> news =
            new TreeMap<>(java.util.Comparator.comparing(DatabaseKey::toString));
    private final ReconcileMetrics reconciles = new ReconcileMetrics(registry);
    private final FailoverMetrics failovers = new FailoverMetrics(registry);
    private final DatabaseMetrics databases =
            new DatabaseMetrics(registry, database -> news.getOrDefault(database, Map.of()));

    @Test
    void theCheckedInPageIsTheOneOfWhatIsRegistered() throws IOException {
        everything();
        CheckedIn.at("docs/metrics-operator.md").isWhatWeGenerate(new MetricsPage().markdown(scraped()));
    }

    @Test
    void everyMetricHasANameByTheRulesAHelpAndFewLabels() {
        everything();
        assertThat(scraped()).isNotEmpty().allSatisfy(family -> {
            assertThat(MetricsPage.name(family)).matches("baton_[a-z]+(_[a-z]+)*");
            assertThat(family.help).as(family.name).isNotBlank();
            assertThat(MetricsPage.labels(family))
                    .as(family.name)
                    .isSubsetOf(
                            "`type`",
                            "`cause`",
                            "`phase`",
                            "`outcome`",
                            "`condition`",
                            "`status`",
                            "`namespace`",
                            "`database`",
                            "`member`");
        });
    }

    @Test
    void databasesAreCountedByCondition() {
        databases.show(ORDERS, status("True"));
        databases.show(BILLS, status("False"));
        assertThat(value("baton_databases", "Ready", "True")).isEqualTo(1);
        assertThat(value("baton_databases", "Ready", "False")).isEqualTo(1);
        assertThat(value("baton_databases", "Ready", "Unknown")).isZero();
        assertThat(value("baton_database_condition", "shop", "orders", "Ready")).isEqualTo(1);
        databases.show(ORDERS, status("False"));
        assertThat(value("baton_databases", "Ready", "False")).isEqualTo(2);
        assertThat(value("baton_database_condition", "shop", "orders", "Ready")).isZero();
    }

    @Test
    void theSeriesOfADeletedDatabaseAndOfAMemberThatLeftDisappear() {
        heard(ORDERS, "orders-0", 0);
        heard(ORDERS, "orders-1", 700);
        heard(BILLS, "bills-0", 0);
        databases.show(ORDERS, status("True"));
        databases.show(BILLS, status("True"));
        assertThat(value("baton_member_lag_bytes", "shop", "orders", "orders-1"))
                .isEqualTo(700);

        newsOf(ORDERS).remove(new MemberName("orders-1"));
        databases.show(ORDERS, status("True"));
        assertThat(labelValues()).contains("orders", "orders-0").doesNotContain("orders-1");

        databases.forget(ORDERS);
        assertThat(labelValues()).contains("bills", "bills-0").doesNotContain("orders", "orders-0");
        assertThat(value("baton_databases", "Ready", "True")).isEqualTo(1);
    }

    @Test
    void theLagOfAMemberThatDoesNotAnswerIsUnknownAndOfAnotherFreshWithoutAReconcile() {
        heard(ORDERS, "orders-0", 100);
        databases.show(ORDERS, status("True"));
        heard(ORDERS, "orders-0", 200);
        assertThat(value("baton_member_lag_bytes", "shop", "orders", "orders-0"))
                .isEqualTo(200);
        assertThat(value("baton_member_lag_seconds", "shop", "orders", "orders-0"))
                .isEqualTo(0.2);
        newsOf(ORDERS).put(new MemberName("orders-0"), new MemberNews(null, 0, "", 5_000, true));
        assertThat(value("baton_member_lag_bytes", "shop", "orders", "orders-0"))
                .isNaN();
        assertThat(value("baton_member_lag_seconds", "shop", "orders", "orders-0"))
                .isNaN();
    }

    @Test
    void aChangeOfLeaderIsCountedOnceByItsCauseAndTimedByPhase() {
        Chronicle none = new Chronicle(List.of(), List.of());
        Chronicle detected = story(BEGAN, null, null, null);
        Chronicle done = story(BEGAN, BEGAN.plusMillis(20), BEGAN.plusMillis(50), BEGAN.plusMillis(90));
        failovers.told(ORDERS, none, detected, lostFor(1500));
        failovers.told(ORDERS, detected, done, lostFor(1600));
        // The status could not be written, so the story is told again.
        failovers.told(ORDERS, none, done, lostFor(1700));

        assertThat(value("baton_failovers_total", "LeaderSilent", "Failover")).isEqualTo(1);
        for (Map.Entry<String, Double> phase : Map.of(
                        "detected", 1.5, "fenced", 0.02, "promoted", 0.03, "serving", 0.04)
                .entrySet()) {
            assertThat(value("baton_failover_duration_seconds_count", phase.getKey(), "Failover"))
                    .as(phase.getKey())
                    .isEqualTo(1);
            assertThat(value("baton_failover_duration_seconds_sum", phase.getKey(), "Failover"))
                    .as(phase.getKey())
                    .isCloseTo(phase.getValue(), org.assertj.core.data.Offset.offset(1e-6));
            assertThat(value("baton_failover_duration_seconds_max", phase.getKey(), "Failover"))
                    .as(phase.getKey())
                    .isCloseTo(phase.getValue(), org.assertj.core.data.Offset.offset(1e-6));
        }
    }

    @Test
    void reconcilesAreCountedWithThoseThatFail() {
        assertThat(reconciles.timed(() -> "done")).isEqualTo("done");
        assertThatThrownBy(() -> reconciles.timed(() -> {
                    throw new IllegalStateException("the API server is gone");
                }))
                .hasMessage("the API server is gone");
        assertThat(value("baton_reconcile_duration_seconds_count", "success")).isEqualTo(1);
        assertThat(value("baton_reconcile_duration_seconds_count", "error")).isEqualTo(1);
        assertThat(value("baton_reconcile_duration_seconds_max", "success")).isPositive();
        assertThat(value("baton_reconcile_duration_seconds_max", "error")).isPositive();
    }

    private void everything() {
        heard(ORDERS, "orders-0", 0);
        databases.show(ORDERS, status("True"));
        failovers.told(ORDERS, new Chronicle(List.of(), List.of()), story(BEGAN, BEGAN, BEGAN, BEGAN), lostFor(1));
        reconciles.timed(() -> "done");
    }

    private Collection<MetricFamilySamples> scraped() {
        Map<String, MetricFamilySamples> byName = new TreeMap<>();
        Collections.list(registry.getPrometheusRegistry().metricFamilySamples())
                .forEach(family -> byName.put(family.name, family));
        return byName.values();
    }

    /** Of the one sample with these label values, in the order of the labels' names. */
    private double value(String name, String... labels) {
        List<Double> values = scraped().stream()
                .flatMap(family -> family.samples.stream())
                .filter(sample -> sample.name.equals(name) && sample.labelValues.containsAll(List.of(labels)))
                .map(sample -> sample.value)
                .toList();
        assertThat(values).as(name + List.of(labels)).hasSize(1);
        return values.getFirst();
    }

    private List<String> labelValues() {
        return scraped().stream()
                .flatMap(family -> family.samples.stream())
                .flatMap(sample -> sample.labelValues.stream())
                .toList();
    }

    /** It lacks so many bytes, for as many milliseconds. */
    private void heard(DatabaseKey database, String name, long lagBytes) {
        MemberName member = new MemberName(name);
        MemberStatus status = new MemberStatus(
                member,
                new Incarnation("a"),
                1,
                "",
                ProtocolVersion.SPOKEN,
                MemberState.STREAMING,
                new Promise(new Epoch(1), new Epoch(1), "", 1),
                Position.parse("1:100"),
                Position.parse("1:100"),
                0,
                100,
                100,
                false,
                false,
                0,
                0,
                null,
                new MemberStatus.Following(
                        new Epoch(1), new MemberName("orders-9"), true, true, 0, 0, lagBytes, lagBytes, -1),
                null,
                null,
                "");
        newsOf(database).put(member, new MemberNews(status, 1, "", 0, false));
    }

    private Map<MemberName, MemberNews> newsOf(DatabaseKey database) {
        return news.computeIfAbsent(database, key -> new TreeMap<>());
    }

    private static ReplicatedDatabaseStatus status(String ready) {
        Condition condition =
                new ConditionBuilder().withType("Ready").withStatus(ready).build();
        ReplicatedDatabaseStatus none = ReplicatedDatabaseStatus.empty();
        return new ReplicatedDatabaseStatus(
                none.observedGeneration(),
                none.leader(),
                none.leaderSince(),
                none.epoch(),
                none.replicas(),
                none.readyReplicas(),
                none.selector(),
                none.synchronousFollowers(),
                none.image(),
                none.members(),
                none.requests(),
                none.failoverHistory(),
                List.of(condition));
    }

    private static Chronicle story(
            @Nullable Instant detected,
            @Nullable Instant fenced,
            @Nullable Instant promoted,
            @Nullable Instant serving) {
        return new Chronicle(
                List.of(),
                List.of(new FailoverReport(
                        2L,
                        FailoverType.FAILOVER,
                        FailoverCause.LEADER_SILENT,
                        List.of("operator"),
                        "orders-0",
                        "orders-1",
                        List.of(),
                        false,
                        null,
                        null,
                        detected,
                        fenced,
                        promoted,
                        serving)));
    }

    private static Map<MemberName, MemberSeen> lostFor(long millis) {
        MemberName lost = new MemberName("orders-0");
        return Map.of(lost, new MemberSeen(lost, true, null, null, null, millis, true, null));
    }
}

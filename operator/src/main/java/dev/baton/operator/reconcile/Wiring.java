package dev.baton.operator.reconcile;

import dev.baton.crds.ReplicatedDatabase;
import dev.baton.operator.Settings;
import dev.baton.operator.act.Actuator;
import dev.baton.operator.act.EventPublisher;
import dev.baton.operator.act.Provisioner;
import dev.baton.operator.act.StatusWriter;
import dev.baton.operator.decide.Planner;
import dev.baton.operator.decide.Timing;
import dev.baton.operator.members.DatabaseKey;
import dev.baton.operator.members.JedisMembers;
import dev.baton.operator.members.Members;
import dev.baton.operator.metrics.DatabaseMetrics;
import dev.baton.operator.metrics.FailoverMetrics;
import dev.baton.operator.metrics.ReconcileMetrics;
import dev.baton.operator.observe.ClusterView;
import dev.baton.operator.observe.ClusterViews;
import dev.baton.operator.observe.NodeReadiness;
import dev.baton.operator.observe.Observer;
import dev.baton.operator.observe.ReadYourWrites;
import dev.baton.operator.record.RecordStore;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/** Puts the operator together. */
final class Wiring implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Wiring.class);

    final ClusterViews views;
    final Provisioner provisioner;
    final Members members;
    private final JedisMembers reached;
    final Observer observer;
    final Planner planner = new Planner(Timing.DEFAULT);
    final Actuator actuator;
    final StatusWriter status;
    final MemberEvents memberEvents;
    final EventPublisher events;
    final ReconcileMetrics reconciles;
    final FailoverMetrics failovers;
    final DatabaseMetrics databases;
    final Clock clock = Clock.systemUTC();

    Wiring(KubernetesClient client, MeterRegistry metrics, Settings settings) {
        this(client, metrics, settings, UnaryOperator.identity());
    }

    /** @param door what all that is told to members goes through: a test has an operator end between two words */
    Wiring(KubernetesClient client, MeterRegistry metrics, Settings settings, UnaryOperator<Members> door) {
        LOG.infof(
                "node-image=%s operator-namespace=%s operator-name=%s cluster-access=%s keep-previous-password-seconds=%d probe-millis=%d member-timeout-millis=%d",
                settings.nodeImage().orElse("(none: spec.image is required)"),
                settings.operatorNamespace().orElse("(outside a cluster)"),
                settings.operatorName(),
                settings.clusterAccess(),
                settings.keepPreviousPasswordSeconds(),
                settings.probeMillis(),
                settings.memberTimeoutMillis());
        ReadYourWrites writes = new ReadYourWrites();
        RecordStore records = new RecordStore(client, clock);
        memberEvents = new MemberEvents(this::forget);
        events = new EventPublisher(client, clock, settings.operatorName());
        reached = new JedisMembers(settings.probeMillis(), settings.memberTimeoutMillis(), memberEvents::news);
        members = door.apply(reached);
        views = new ClusterViews(writes);
        provisioner = new Provisioner(
                client,
                writes,
                events,
                settings.nodeImage().orElse(null),
                settings.operatorNamespace().orElse(null),
                settings.clusterAccess(),
                clock,
                Duration.ofSeconds(settings.keepPreviousPasswordSeconds()),
                members::allKnow);
        observer = new Observer(
                members, records, settings.clusterAccess() ? new NodeReadiness(client) : unreadableNode -> false);
        actuator = new Actuator(client, members, records, events, writes, clock);
        status = new StatusWriter(client, writes);
        reconciles = new ReconcileMetrics(metrics);
        failovers = new FailoverMetrics(metrics);
        databases = new DatabaseMetrics(metrics, members::news);
    }

    /** Everything that is kept of a database in memory. */
    void forget(ReplicatedDatabase database) {
        DatabaseKey key = ClusterView.key(database);
        String uid = database.getMetadata().getUid();
        members.forget(key);
        failovers.forget(key);
        databases.forget(key);
        observer.forget(uid);
        provisioner.forget(uid);
        events.forget(uid);
    }

    @Override
    public void close() {
        reached.close();
        events.close();
    }
}

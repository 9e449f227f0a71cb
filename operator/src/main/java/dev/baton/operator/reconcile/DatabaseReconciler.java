package dev.baton.operator.reconcile;

import dev.baton.crds.ReplicatedDatabase;
import dev.baton.crds.status.ReplicatedDatabaseStatus;
import dev.baton.operator.Settings;
import dev.baton.operator.act.Actuator;
import dev.baton.operator.act.Outcome;
import dev.baton.operator.act.Provisioned;
import dev.baton.operator.act.Provisioner;
import dev.baton.operator.act.StatusWriter;
import dev.baton.operator.decide.Plan;
import dev.baton.operator.decide.Planner;
import dev.baton.operator.lease.OperatorLease;
import dev.baton.operator.members.Members;
import dev.baton.operator.observe.ClusterView;
import dev.baton.operator.observe.ClusterViews;
import dev.baton.operator.observe.Observation;
import dev.baton.operator.observe.Observer;
import dev.baton.operator.status.Chronicle;
import dev.baton.operator.status.StatusComposer;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Makes a database what its resource asks. One reconcile goes round, observing, planning and acting, for as long as that changes anything,
 * so that a failover takes as long as its steps take and not as long as events need to come back.
 */
@ControllerConfiguration(
        name = "replicateddatabase",
        // The 5.3 line of the SDK drops a foreign change that lands during its own status patch when it compares
        // versions.
        informer = @Informer(comparableResourceVersions = false),
        // Requests are annotations, which don't change the generation.
        generationAwareEventProcessing = false,
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 30, timeUnit = TimeUnit.SECONDS))
// Without end: the default gives up after five.
@GradualRetry(maxAttempts = -1, initialInterval = 200, intervalMultiplier = 1.5, maxInterval = 5_000)
public class DatabaseReconciler implements Reconciler<ReplicatedDatabase> {
    /** A failover takes about ten; anything still moving after this many is given a breath. */
    private static final int MOST_ROUNDS = 50;

    private final ClusterViews views;
    private final Provisioner provisioner;
    private final Members members;
    private final Observer observer;
    private final Planner planner;
    private final Actuator actuator;
    private final StatusWriter status;
    private final Wiring wiring;
    private final OperatorLease lease;

    @Inject
    public DatabaseReconciler(KubernetesClient client, MeterRegistry metrics, Settings settings, OperatorLease lease) {
        this(new Wiring(client, metrics, settings), lease);
    }

    DatabaseReconciler(Wiring wiring, OperatorLease lease) {
        this.wiring = wiring;
        this.lease = lease;
        this.views = wiring.views;
        this.provisioner = wiring.provisioner;
        this.members = wiring.members;
        this.observer = wiring.observer;
        this.planner = wiring.planner;
        this.actuator = wiring.actuator;
        this.status = wiring.status;
    }

    @PreDestroy
    void close() {
        wiring.close();
    }

    @Override
    public UpdateControl<ReplicatedDatabase> reconcile(
            ReplicatedDatabase database, Context<ReplicatedDatabase> context) {
        return wiring.reconciles.timed(() -> {
            try {
                return goRound(database, context);
            } finally {
                if (!isToBeLookedAfter(database, context)) {
                    // Deleted meanwhile, or another's; also after a round that failed: nobody comes back for it.
                    wiring.forget(database);
                }
            }
        });
    }

    private boolean isToBeLookedAfter(ReplicatedDatabase database, Context<ReplicatedDatabase> context) {
        return lease.isHeld()
                && context.getPrimaryCache()
                        .get(ResourceID.fromResource(database))
                        .isPresent();
    }

    private UpdateControl<ReplicatedDatabase> goRound(
            ReplicatedDatabase database, Context<ReplicatedDatabase> context) {
        if (database.isMarkedForDeletion()) {
            return UpdateControl.noUpdate();
        }
        if (!lease.isHeld()) {
            // What it remembers would be old by the time it acts.
            return UpdateControl.noUpdate();
        }
        long wake = 0;
        ClusterView view = views.of(database, context);
        Chronicle chronicle = Chronicle.of(view.database().getStatus());
        for (int round = 0; round < MOST_ROUNDS && lease.isHeld(); round++, view = views.of(database, context)) {
            Provisioned provided = provisioner.provide(view); // its Kubernetes objects
            view = views.of(database, context); // with what was just made: a pod may be outdated since
            members.watch(view.key(), Observer.targets(view, provided.controlPasswords()));
            Observation seen = observer.observe(view); // facts only; takes no action
            Plan plan = planner.plan(seen); // pure; every action says why
            Outcome outcome = actuator.carryOut(view, plan, chronicle); // changes members, record and routing
            wiring.failovers.told(view.key(), chronicle, outcome.chronicle(), seen.members());
            chronicle = outcome.chronicle();
            wake = plan.wakeAfterMillis();
            members.pace(view.key(), wake);
            // A request is written down before it is carried out, and all else when there is nothing more to do for the
            // moment.
            boolean newlyRequested = !chronicle
                    .requests()
                    .equals(Chronicle.of(view.database().getStatus()).requests());
            if (newlyRequested || !outcome.progress()) {
                ReplicatedDatabaseStatus now = compose(view, seen, plan, chronicle, provided);
                wiring.databases.show(view.key(), now);
                boolean told = status.publish(view.database(), now);
                if (!told || !outcome.progress()) {
                    break;
                }
            }
        }
        if (!isToBeLookedAfter(database, context)) {
            return UpdateControl.noUpdate();
        }
        return UpdateControl.<ReplicatedDatabase>noUpdate().rescheduleAfter(wake, TimeUnit.MILLISECONDS);
    }

    private ReplicatedDatabaseStatus compose(
            ClusterView view, Observation seen, Plan plan, Chronicle chronicle, Provisioned provided) {
        return StatusComposer.compose(Accounts.of(view, seen, plan, chronicle, provided, wiring.clock));
    }

    @Override
    public List<EventSource<?, ReplicatedDatabase>> prepareEventSources(
            EventSourceContext<ReplicatedDatabase> context) {
        List<EventSource<?, ReplicatedDatabase>> sources = new ArrayList<>(Informers.of(context));
        sources.add(wiring.memberEvents);
        IndexerResourceCache<ReplicatedDatabase> databases = context.getPrimaryCache();
        // Both look again, when they may act and when they may not: then they forget.
        Runnable lookAgain = () -> databases.list().forEach(each -> wiring.memberEvents.news(ClusterView.key(each)));
        lease.compete(lookAgain, lookAgain);
        return sources;
    }
}

package dev.baton.operator.lease;

import dev.baton.operator.Settings;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The Lease by which replicas of the operator agree on the one that acts. It saves them from working against each other, nothing more: every
 * command to a member carries its epoch, and the leadership record is swapped by version, so that two that act at once do no harm.
 *
 * <ul>
 *   <li>Losing it ends no process: this operator acts no more, watches on, and competes again. So it is when the API server is away.
 *   <li>A process that is asked to end gives it up at once; the next one has it when it looks next, see {@link #RETRY}.
 *   <li>Of a process that died without a word it is free after {@link #DURATION}.
 * </ul>
 *
 * <p>Thread-safe.
 */
@Singleton
public class OperatorLease {
    static final Duration DURATION = Duration.ofSeconds(6);
    static final Duration RENEWED_WITHIN = Duration.ofSeconds(4);

    /** The elector waits for one to 2.2 times as long, so that replicas don't keep step: 1.3 s at most. */
    static final Duration RETRY = Duration.ofMillis(600);

    private static final Duration RELEASED_WITHIN = Duration.ofSeconds(2);
    private static final Logger LOG = Logger.getLogger(OperatorLease.class);

    private final KubernetesClient client;
    private final @Nullable String namespace;
    private final String name;
    private final String identity;
    private final Thread competing;
    private volatile boolean held;
    private volatile boolean stopped;
    private volatile @Nullable CompletableFuture<?> term;
    private volatile @Nullable LeaderElector elector;
    private volatile Runnable acquired = () -> {};
    private volatile Runnable lost = () -> {};

    @Inject
    public OperatorLease(KubernetesClient client, Settings settings) {
        this.client = client;
        this.namespace = settings.operatorNamespace().orElse(null);
        this.name = settings.leaseName();
        // A pod's container that starts again is another operator: it must not take its own predecessor's lease for its
        // own, whose last steps may still be under way.
        this.identity =
                settings.operatorName() + "_" + UUID.randomUUID().toString().substring(0, 8);
        this.competing = Thread.ofPlatform().daemon().name("lease").unstarted(this::competeAgain);
    }

    /**
     * Begins to compete. Outside a cluster there is nobody to compete with: the lease is held from then on.
     *
     * @param acquired called each time this operator is the one to act
     * @param lost called each time it is no more
     */
    public void compete(Runnable acquired, Runnable lost) {
        this.acquired = acquired;
        this.lost = lost;
        if (namespace == null) {
            held = true;
        } else {
            competing.start();
        }
    }

    /** Whether this operator is the one to act. */
    public boolean isHeld() {
        return held;
    }

    /** Whether it holds the lease, or would take it if it were free. */
    public boolean isCompeting() {
        return namespace == null ? held : competing.isAlive();
    }

    /** Before all else that ends: another operator waits for it. But this one doesn't wait for an API server that is away. */
    void release(@Observes @Priority(1) ShutdownEvent ending) {
        stopped = true;
        held = false;
        Thread giving = Thread.ofPlatform().daemon().name("lease-release").start(this::giveUp);
        try {
            if (!giving.join(RELEASED_WITHIN)) {
                LOG.infof("Lease %s/%s runs out by itself: the API server doesn't answer", namespace, name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void giveUp() {
        CompletableFuture<?> running = term;
        if (running != null) {
            running.cancel(true);
        }
        // Cancelling gives the lease up too, but not while it is just being renewed; this waits for that.
        LeaderElector mine = elector;
        if (mine != null) {
            try {
                mine.release();
            } catch (KubernetesClientException unreachable) {
                LOG.infof("Lease %s/%s runs out by itself: %s", namespace, name, unreachable.getMessage());
            }
        }
    }

    private void competeAgain() {
        while (!stopped) {
            try {
                LeaderElector next = client.leaderElector()
                        .withConfig(new LeaderElectionConfig(
                                new OperatorLock(Objects.requireNonNull(namespace), name, identity),
                                DURATION,
                                RENEWED_WITHIN,
                                RETRY,
                                new LeaderCallbacks(this::begin, this::end, this::other),
                                true,
                                name))
                        .build();
                elector = next;
                CompletableFuture<?> begun = next.start();
                term = begun;
                if (stopped) {
                    begun.cancel(true);
                }
                begun.get();
            } catch (CancellationException asked) {
                LOG.debug("gave the lease up");
            } catch (ExecutionException | CompletionException failure) {
                LOG.warnf("competing for Lease %s/%s begins anew: %s", namespace, name, failure.getCause());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            } finally {
                held = false;
            }
        }
    }

    private void begin() {
        if (!stopped) {
            LOG.infof("%s holds Lease %s/%s: it acts from now on", identity, namespace, name);
            held = true;
            tell(acquired);
        }
    }

    /** An exception of theirs would end the competition for good, without a word: the lease would be nobody's concern any more. */
    private void tell(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException bug) {
            LOG.errorf(bug, "%s: who was told of Lease %s/%s failed", identity, namespace, name);
        }
    }

    private void end() {
        if (held || stopped) {
            LOG.infof("%s holds Lease %s/%s no more: it watches, and acts no more", identity, namespace, name);
        }
        held = false;
        tell(lost);
    }

    private void other(String holder) {
        LOG.infof("Lease %s/%s is held by %s", namespace, name, holder);
    }
}

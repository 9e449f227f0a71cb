package dev.baton.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.crds.Annotations;
import dev.baton.operator.record.RecordCodec;
import dev.baton.protocol.LeadershipRecord;
import dev.baton.protocol.LeadershipRecord.Phase;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The leader dies, and the operator is killed in the midst of replacing it: just after it began the election, once the members were fenced,
 * and once a leader was chosen. The next operator reads the same record and the same members, and goes on.
 */
@OnKind
class OperatorKilledInFailoverE2E {
    private static final Duration FAILOVER = Duration.ofSeconds(60);

    private final Scene scene;
    private final OperatorPods operators;
    private Database orders;

    OperatorKilledInFailoverE2E(Scene scene) {
        this.scene = scene;
        this.operators = scene.cluster().operator();
        this.orders = new Database(scene, "orders");
    }

    @BeforeAll
    void aDatabaseOfThree() {
        orders = scene.database("orders").apply().awaitReady().awaitFailoverReady();
    }

    /** @param millis after the phase was seen: members answer a {@code FENCE} within some tens of them */
    @ParameterizedTest
    @CsvSource({"ELECTING, 0", "ELECTING, 40", "LED, 0"})
    void theNextOneGoesOn(Phase phase, int millis) {
        orders.awaitReady().awaitFailoverReady();
        operators.replace();
        long epoch = orders.epoch();
        String killed = orders.leader();
        Pod pod = orders.podOf(killed);
        ClientPod client = orders.workload().start("client");
        client.awaitMore(200);

        AtomicBoolean done = new AtomicBoolean();
        try (OperatorPods.Killer killer = operators.killer();
                Watch watch = onceThe(phase, epoch, () -> {
                    // Awaitility's least interval is coarser than this.
                    pause(millis);
                    killer.kill();
                    done.set(true);
                })) {
            assertThat(watch).isNotNull();
            scene.faults().crash(pod);
            await("the operators were killed").atMost(FAILOVER).untilTrue(done);
            await("they were started again").atMost(FAILOVER).until(() -> operators.restarts() > 0);
        }
        orders.awaitEpochAfter(epoch, FAILOVER);
        client.awaitAcknowledgedAfter(epoch);
        client.awaitMore(200);
        orders.awaitReady();
        ClientReport report = client.stop();
        client.delete();

        assertThat(report.verdict().violations()).isEmpty();
        assertThat(report.verdict().lost()).isZero();
        // A chosen one that nobody opened in time is followed by the next epoch.
        assertThat(orders.epoch()).isBetween(epoch + 1, epoch + 2);
        assertThat(report.summary().leaders()).hasSize(2);
        assertThat(orders.failoversSince(epoch)).isNotEmpty();
    }

    private Watch onceThe(Phase phase, long epoch, Runnable then) {
        AtomicBoolean seen = new AtomicBoolean();
        return scene.client()
                .leases()
                .inNamespace(scene.namespace())
                .withName(orders.names().leadershipLease())
                .watch(new Watcher<Lease>() {
                    @Override
                    public void eventReceived(Action action, Lease lease) {
                        LeadershipRecord record = RecordCodec.decode(Objects.requireNonNull(
                                lease.getMetadata().getAnnotations().get(Annotations.RECORD)));
                        if (record.epoch().number() > epoch
                                && record.phase() == phase
                                && seen.compareAndSet(false, true)) {
                            then.run();
                        }
                    }

                    @Override
                    public void onClose(WatcherException cause) {
                        // The test waits for what the watch would have done, and fails.
                    }
                });
    }

    private static void pause(int millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.baton.e2e.chaos;

import static org.awaitility.Awaitility.await;

import dev.baton.e2e.kind.ClientPod;
import dev.baton.e2e.kind.Database;
import dev.baton.e2e.kind.Faults;
import dev.baton.e2e.kind.Scene;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * Where a scenario plays.
 *
 * @param clients who writes and reads all the while
 * @param random from the run's seed: whatever is left to chance is drawn from it
 */
public record Stage(Scene scene, Database database, ClientPod clients, Random random) {
    /** Three times what the slowest failover is promised to take. */
    private static final Duration FAILOVER = Duration.ofSeconds(60);

    /** A fault, still open. */
    @FunctionalInterface
    interface Fault {
        AutoCloseable begin();
    }

    Faults faults() {
        return scene.faults();
    }

    Pod leader() {
        return database.podOf(database.leader());
    }

    Pod someFollower() {
        List<String> followers = database.followers();
        return database.podOf(followers.get(random.nextInt(followers.size())));
    }

    List<String> addressesOfFollowers() {
        return database.followers().stream()
                .map(member -> database.podOf(member).getStatus().getPodIP())
                .toList();
    }

    List<String> addressesOfOperators() {
        return scene.cluster().operator().pods().stream()
                .map(pod -> pod.getStatus().getPodIP())
                .toList();
    }

    /** Lets the fault last until another epoch's leader has acknowledged writes, and some more. */
    void untilAnotherLeads(Fault fault) throws Exception {
        long epoch = database.epoch();
        try (AutoCloseable open = fault.begin()) {
            assert open != null;
            awaitAnotherEpoch(epoch);
            clients.awaitMore(200);
        }
    }

    void awaitAnotherEpoch(long epoch) {
        database.awaitEpochAfter(epoch, FAILOVER);
        clients.awaitAcknowledgedAfter(epoch);
    }

    /** Lets the fault last so long. */
    void lasting(Duration time, Fault fault) throws Exception {
        try (AutoCloseable open = fault.begin()) {
            assert open != null;
            wait(time);
        }
    }

    void wait(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        await("so long").atMost(time.plusSeconds(5)).until(() -> System.nanoTime() >= end);
    }

    Duration between(int fromSeconds, int toSeconds) {
        return Duration.ofMillis(random.nextInt(fromSeconds * 1000, toSeconds * 1000 + 1));
    }
}

package dev.baton.e2e.kind;

import java.time.Duration;
import java.util.List;

/**
 * A thing that happens to a database under load, whose cost to the writers is measured.
 *
 * @param name as on the command line
 * @param rounds how often it is measured
 * @param typicalSeconds bar of the median gap; NaN for none
 * @param worstSeconds bar of the longest gap
 * @param leaderChanges whether the round is over only when another leader acknowledges
 * @param summed whether the gaps of a round are added up, as several are expected
 */
record FailoverCase(
        String name,
        int rounds,
        double typicalSeconds,
        double worstSeconds,
        boolean leaderChanges,
        boolean summed,
        Event event) {
    private static final Duration ROLLOUT = Duration.ofMinutes(4);

    /** Lets it happen. Closing what it returns mends it, and is not timed. */
    @FunctionalInterface
    interface Event {
        AutoCloseable to(Database database, Scene scene, ClientPod client);
    }

    static List<FailoverCase> all() {
        return List.of(
                oneGap("process-killed", 20, 2, 4, (database, scene, client) -> {
                    String leader = database.leader();
                    scene.faults().crash(database.podOf(leader));
                    // Else the kubelet would wait longer each time before it starts the container again.
                    return () -> database.killPod(leader);
                }),
                oneGap("pod-deleted", 20, 2, 4, (database, scene, client) -> {
                    database.killPod(database.leader());
                    return () -> {};
                }),
                oneGap(
                        "node-lost",
                        5,
                        Double.NaN,
                        10,
                        (database, scene, client) -> scene.faults()
                                .pauseNode(database.podOf(database.leader())
                                        .getSpec()
                                        .getNodeName())),
                oneGap(
                        "leader-cut-off",
                        10,
                        Double.NaN,
                        10,
                        (database, scene, client) -> scene.faults().isolate(database.podOf(database.leader()))),
                oneGap(
                        "leader-cut-off-with-clients",
                        10,
                        Double.NaN,
                        10,
                        (database, scene, client) ->
                                scene.faults().isolate(database.podOf(database.leader()), client.address())),
                oneGap(
                        "leader-frozen",
                        10,
                        Double.NaN,
                        10,
                        (database, scene, client) -> scene.faults().freeze(database.podOf(database.leader()))),
                oneGap("switchover", 20, 0.5, 1.5, (database, scene, client) -> {
                    database.switchoverTo(database.followers().getFirst());
                    return () -> {};
                }),
                new FailoverCase("follower-killed", 10, Double.NaN, 3, false, false, (database, scene, client) -> {
                    String follower = database.status().synchronousFollowers().getFirst();
                    scene.faults().crash(database.podOf(follower));
                    return () -> database.killPod(follower);
                }),
                new FailoverCase("rolling-update", 3, Double.NaN, 3, true, true, (database, scene, client) -> {
                    String mark = Long.toString(database.epoch());
                    database.patchSpec("{\"pod\":{\"annotations\":{\"bench\":\"" + mark + "\"}}}");
                    database.awaitPods(
                            "annotated " + mark,
                            ROLLOUT,
                            pod -> mark.equals(
                                    pod.getMetadata().getAnnotations().get("bench")));
                    return () -> {};
                }));
    }

    private static FailoverCase oneGap(String name, int rounds, double typical, double worst, Event event) {
        return new FailoverCase(name, rounds, typical, worst, true, false, event);
    }
}

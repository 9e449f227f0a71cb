package dev.baton.e2e.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.crds.status.ReplicatedDatabaseStatus;
import dev.baton.crds.status.RequestReport;
import dev.baton.crds.status.RequestState;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an operator may be in the midst of when it ends. Each of these lets it do so many deeds on the way, has it end, and holds what its
 * successor makes of it against what was asked: the end state, one leader, one epoch, one request.
 */
final class OperatorEnds {
    /** More deeds than there are. */
    static final int NEVER = Integer.MAX_VALUE;

    private static final String DATABASE = "orders";

    private final ApiServerScene scene;
    private final MortalOperatorProcess operator;
    private final Databases databases;
    private int edits;

    OperatorEnds(ApiServerScene scene) {
        this.scene = scene;
        this.operator = (MortalOperatorProcess) scene.operator();
        this.databases = scene.databases();
    }

    /** One thing to be in the midst of. */
    @FunctionalInterface
    interface Undertaking {
        /** @return the deed instead of which the operator ended; nothing left to end in if null */
        MortalOperatorProcess.Told endingAfter(int deeds);
    }

    /** Ends it before the first deed, after the first, after the second, ... until there are no more. @return how often it ended */
    static int everywhere(Undertaking undertaking, int most) {
        return everyNth(undertaking, 0, 1, most);
    }

    /** Ends it after {@code first} deeds, after {@code step} more, ... until there are no more. @return how often it ended */
    static int everyNth(Undertaking undertaking, int first, int step, int most) {
        int ends = 0;
        for (int deeds = first; deeds < most; deeds += step) {
            MortalOperatorProcess.Told told = undertaking.endingAfter(deeds);
            if (told.endedBefore() == null) {
                return ends;
            }
            ends++;
            System.out.println(java.time.Instant.now() + " after " + deeds + " deeds the operator ended before "
                    + told.endedBefore());
        }
        throw new AssertionError("it takes more than " + most + " deeds");
    }

    MortalOperatorProcess.Told failover(int deeds) {
        ReplicatedDatabaseStatus before = ready();
        String lost = leader(before);
        operator.endAfter(deeds);
        scene.client()
                .pods()
                .inNamespace(scene.namespace().name())
                .withName(lost + "-0")
                .withGracePeriod(0)
                .delete();
        // Mostly another one; but who is back at once and holds the most leads again.
        databases.await(
                DATABASE,
                "somebody leads after " + lost + " was lost although the operator ended after " + deeds + " deeds",
                status -> status.leader() != null && epoch(status) > epoch(before));
        ReplicatedDatabaseStatus after = ready();
        // Time for two: an epoch whose leader doesn't open in time is followed by the next one.
        assertThat(epoch(after) - epoch(before)).as(said(deeds)).isBetween(1L, 2L);
        return oneLeads(after, deeds);
    }

    MortalOperatorProcess.Told switchover(int deeds) {
        ReplicatedDatabaseStatus before = ready();
        String target = before.members().stream()
                .map(member -> member.name())
                .filter(name -> !name.equals(before.leader()))
                .findFirst()
                .orElseThrow();
        Set<String> old = before.requests().stream().map(RequestReport::id).collect(Collectors.toSet());
        operator.endAfter(deeds);
        databases.annotate(DATABASE, "baton.dev/switchover", target);
        databases.await(
                DATABASE,
                "the switchover is finished although the operator ended after " + deeds + " deeds",
                status -> status.requests().stream()
                        .anyMatch(request -> !old.contains(request.id()) && request.completedTime() != null));
        ReplicatedDatabaseStatus after = ready();
        List<RequestReport> fresh = after.requests().stream()
                .filter(request -> !old.contains(request.id()))
                .toList();
        assertThat(fresh).as(said(deeds)).hasSize(1);
        assertThat(databases.get(DATABASE).getMetadata().getAnnotations()).isNullOrEmpty();
        if (fresh.getFirst().state() == RequestState.SUCCEEDED) {
            assertThat(after.leader()).isEqualTo(target);
            assertThat(epoch(after) - epoch(before)).as(said(deeds)).isEqualTo(1);
        } else {
            // Refused: on a machine too busy for the leader to answer in time.
            assertThat(fresh.getFirst().state()).as(said(deeds)).isIn(RequestState.ROLLED_BACK, RequestState.REFUSED);
            assertThat(after.leader()).isEqualTo(before.leader());
        }
        return oneLeads(after, deeds);
    }

    MortalOperatorProcess.Told scale(int replicas, int deeds) {
        ready();
        operator.endAfter(deeds);
        databases.scale(DATABASE, replicas);
        databases.await(
                DATABASE,
                replicas + " members are ready although the operator ended after " + deeds + " deeds",
                status -> Databases.is(status, "Ready", "True")
                        && Objects.equals(status.replicas(), replicas)
                        && status.members().size() == replicas);
        return oneLeads(ready(), deeds);
    }

    MortalOperatorProcess.Told rollOut(int deeds) {
        ReplicatedDatabaseStatus before = ready();
        Set<String> pods = uids();
        operator.endAfter(deeds);
        databases.patchSpec(DATABASE, Map.of("pod", Map.of("annotations", Map.of("edit", "n" + ++edits))));
        long generation = databases.get(DATABASE).getMetadata().getGeneration();
        databases.await(
                DATABASE,
                "all pods are as asked although the operator ended after " + deeds + " deeds",
                status -> Objects.equals(status.observedGeneration(), generation)
                        && Databases.is(status, "Ready", "True"));
        assertThat(uids()).as(said(deeds)).hasSameSizeAs(pods).doesNotContainAnyElementsOf(pods);
        ReplicatedDatabaseStatus after = ready();
        assertThat(epoch(after) - epoch(before)).as(said(deeds)).isBetween(1L, 2L);
        return oneLeads(after, deeds);
    }

    private ReplicatedDatabaseStatus ready() {
        return databases.await(
                DATABASE,
                "it is ready, and for a failover too",
                status -> Databases.is(status, "Ready", "True") && Databases.is(status, "FailoverReady", "True"));
    }

    private MortalOperatorProcess.Told oneLeads(ReplicatedDatabaseStatus status, int deeds) {
        String leader = leader(status);
        assertThat(status.members().stream()
                        .filter(member -> "Leader".equals(member.role()))
                        .map(member -> member.name()))
                .as(said(deeds))
                .containsExactly(leader);
        assertThat(scene.client()
                        .pods()
                        .inNamespace(scene.namespace().name())
                        .withLabel("baton.dev/role", "Leader")
                        .list()
                        .getItems())
                .as(said(deeds))
                .extracting(pod -> pod.getMetadata().getName())
                .containsExactly(leader + "-0");
        assertThat(scene.client()
                        .services()
                        .inNamespace(scene.namespace().name())
                        .withName(DATABASE + "-leader")
                        .get()
                        .getSpec()
                        .getSelector())
                .as(said(deeds))
                .containsEntry("baton.dev/member", leader);
        return operator.told();
    }

    private Set<String> uids() {
        return scene.client().pods().inNamespace(scene.namespace().name()).list().getItems().stream()
                .map((Pod pod) -> pod.getMetadata().getUid())
                .collect(Collectors.toSet());
    }

    private String said(int deeds) {
        return "the operator ended after " + deeds + " deeds: " + operator.told();
    }

    private static String leader(ReplicatedDatabaseStatus status) {
        return Objects.requireNonNull(status.leader());
    }

    private static long epoch(ReplicatedDatabaseStatus status) {
        return Objects.requireNonNull(status.epoch());
    }
}

package dev.baton.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.crds.Annotations;
import dev.baton.crds.ConditionReason;
import dev.baton.crds.ConditionType;
import dev.baton.crds.EventReason;
import dev.baton.crds.Labels;
import dev.baton.crds.ObjectNames;
import dev.baton.crds.ReplicatedDatabase;
import dev.baton.crds.status.FailoverReport;
import dev.baton.crds.status.MemberReport;
import dev.baton.crds.status.ReplicatedDatabaseStatus;
import dev.baton.crds.status.RequestReport;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/** A database in the cluster, as its users see it: through kubectl's API and its status. */
public final class Database {
    /** Three times what it takes here: pods start one JVM each on two shared cores. */
    private static final Duration START = Duration.ofSeconds(120);

    private static final Duration POLL = Duration.ofMillis(200);

    private final Scene scene;
    private final String name;
    private final ObjectNames names;

    Database(Scene scene, String name) {
        this.scene = scene;
        this.name = name;
        this.names = new ObjectNames(name);
    }

    public String name() {
        return name;
    }

    public ObjectNames names() {
        return names;
    }

    // What is asked of it

    public Database patchSpec(String json) {
        resource().patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":" + json + "}");
        return this;
    }

    public Database scaleTo(int replicas) {
        return patchSpec("{\"replicas\":" + replicas + "}");
    }

    /** As {@code kubectl annotate rdb} does: a manager that owns spec fields would pass for a manifest, whose requests never run. */
    public void annotate(String key, String value) {
        resource()
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.JSON_MERGE)
                                .withFieldManager("kubectl-annotate")
                                .build(),
                        "{\"metadata\":{\"annotations\":{\"" + key + "\":\"" + value + "\"}}}");
    }

    public void switchoverTo(String member) {
        annotate(Annotations.SWITCHOVER, member);
    }

    // What it says of itself

    public ReplicatedDatabase read() {
        return Objects.requireNonNull(resource().get(), () -> "the database " + name + " is gone");
    }

    public ReplicatedDatabaseStatus status() {
        return Optional.ofNullable(read().getStatus()).orElseGet(ReplicatedDatabaseStatus::empty);
    }

    public String leader() {
        return Objects.requireNonNull(status().leader(), () -> name + " has no leader: " + status());
    }

    public List<String> followers() {
        String leader = leader();
        return status().members().stream()
                .map(MemberReport::name)
                .filter(member -> !member.equals(leader))
                .toList();
    }

    /** A follower that doesn't confirm writes: to lose it must not be felt. */
    public String spareFollower() {
        List<String> confirming = status().synchronousFollowers();
        return followers().stream()
                .filter(member -> !confirming.contains(member))
                .findFirst()
                .orElseThrow(() -> new AssertionError("every follower confirms writes: " + status()));
    }

    public long epoch() {
        return Objects.requireNonNull(status().epoch(), () -> name + " has no epoch yet: " + status());
    }

    public MemberReport member(String member) {
        return status().members().stream()
                .filter(report -> report.name().equals(member))
                .findFirst()
                .orElseThrow(() -> new AssertionError(member + " is not in " + status()));
    }

    public FailoverReport newestFailover() {
        return status().failoverHistory().getFirst();
    }

    /** How many epochs began since {@code epoch}, by the database's own account. */
    public List<FailoverReport> failoversSince(long epoch) {
        return status().failoverHistory().stream()
                .filter(report -> report.epoch() > epoch)
                .toList();
    }

    public Optional<RequestReport> newestRequest() {
        return status().requests().stream().findFirst();
    }

    public Optional<Condition> condition(ConditionType type) {
        return status().conditions().stream()
                .filter(condition -> condition.getType().equals(type.label()))
                .findFirst();
    }

    public boolean is(ConditionType type) {
        return condition(type)
                .map(condition -> condition.getStatus().equals("True"))
                .orElse(false);
    }

    public List<Event> events(EventReason reason) {
        return scene.client().v1().events().inNamespace(scene.namespace()).list().getItems().stream()
                .filter(event -> name.equals(event.getInvolvedObject().getName())
                        && ReplicatedDatabase.KIND.equals(
                                event.getInvolvedObject().getKind())
                        && reason.label().equals(event.getReason()))
                .toList();
    }

    // What is waited for

    /** Available, and everything as the newest generation of the spec asks. */
    public Database awaitReady() {
        awaitStatus("Ready", START, status -> {
            ReplicatedDatabase now = read();
            return is(ConditionType.READY)
                    && Objects.equals(
                            now.getMetadata().getGeneration(),
                            Optional.ofNullable(now.getStatus())
                                    .map(ReplicatedDatabaseStatus::observedGeneration)
                                    .orElse(null));
        });
        return this;
    }

    public Database awaitFailoverReady() {
        awaitStatus("FailoverReady", START, status -> is(ConditionType.FAILOVER_READY));
        return this;
    }

    public void awaitEpochAfter(long epoch, Duration patience) {
        awaitStatus(
                "an epoch after " + epoch,
                patience,
                status -> status.epoch() != null
                        && status.epoch() > epoch
                        && status.leader() != null
                        && is(ConditionType.AVAILABLE));
    }

    public void awaitCondition(ConditionType type, ConditionReason reason, Duration patience) {
        awaitStatus(
                type.label() + " with reason " + reason.label(),
                patience,
                status -> condition(type)
                        .map(condition -> reason.label().equals(condition.getReason()))
                        .orElse(false));
    }

    public void awaitStatus(String what, Duration patience, Predicate<ReplicatedDatabaseStatus> holds) {
        await(name + ": " + what)
                .atMost(patience)
                .pollInterval(POLL)
                .ignoreExceptions()
                .until(this::status, holds::test);
    }

    public void awaitEvent(EventReason reason, Duration patience) {
        await(name + ": event " + reason.label())
                .atMost(patience)
                .pollInterval(POLL)
                .untilAsserted(() -> assertThat(events(reason)).isNotEmpty());
    }

    /** That epoch, leader and history stay as they are for so long: for what must not happen. */
    public void staysAsItIs(Duration time) {
        long epoch = epoch();
        int failovers = status().failoverHistory().size();
        await(name + ": nothing happens")
                .during(time)
                .atMost(time.plusSeconds(10))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> epoch() == epoch && status().failoverHistory().size() == failovers);
    }

    // Its pods

    public Pod podOf(String member) {
        return Objects.requireNonNull(pod(member).get(), () -> "the pod of " + member + " is not there");
    }

    /** Gone at once, as with {@code kubectl delete pod --grace-period=0 --force}. */
    public void killPod(String member) {
        pod(member).withGracePeriod(0).delete();
    }

    /** The member's pod is another one than {@code before}, and ready. */
    public void awaitNewPod(String member, Pod before) {
        await("a new pod of " + member)
                .atMost(START)
                .pollInterval(POLL)
                .ignoreExceptions()
                .until(() -> {
                    Pod now = podOf(member);
                    return !now.getMetadata()
                                    .getUid()
                                    .equals(before.getMetadata().getUid())
                            && pod(member).isReady();
                });
    }

    /** All of its pods are ready and as asked for. */
    public void awaitPods(String what, Duration patience, Predicate<Pod> holds) {
        await(name + ": its pods are ready and " + what)
                .atMost(patience)
                .pollInterval(POLL)
                .ignoreExceptions()
                .until(() -> pods().stream().allMatch(pod -> Readiness.isPodReady(pod) && holds.test(pod)));
    }

    public String logOf(String member) {
        return pod(member).getLog();
    }

    public List<Pod> pods() {
        return scene.client()
                .pods()
                .inNamespace(scene.namespace())
                .withLabel(Labels.DATABASE, name)
                .list()
                .getItems();
    }

    private PodResource pod(String member) {
        return scene.client().pods().inNamespace(scene.namespace()).withName(ObjectNames.podOf(member));
    }

    public void delete() {
        resource().delete();
    }

    // Its clients

    /** A client pod that writes through the leader's Service and reads through the followers'. */
    public ClientPod.Draft workload() {
        return new ClientPod.Draft(scene, this);
    }

    private Resource<ReplicatedDatabase> resource() {
        return scene.client()
                .resources(ReplicatedDatabase.class)
                .inNamespace(scene.namespace())
                .withName(name);
    }
}

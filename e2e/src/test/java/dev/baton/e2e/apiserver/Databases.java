package dev.baton.e2e.apiserver;

import dev.baton.crds.ReplicatedDatabase;
import dev.baton.crds.status.ReplicatedDatabaseStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The databases of a test's namespace, as a user with kubectl meets them. */
record Databases(TestNamespace namespace, RunningOperator operator) {
    private static final Duration BOUND = Duration.ofSeconds(90);

    /** As {@code kubectl annotate} does. */
    void annotate(String name, String annotation, String value) {
        annotate(name, Map.of(annotation, value));
    }

    void annotate(String name, Map<String, String> annotations) {
        patch(name, "kubectl-annotate", Map.of("metadata", Map.of("annotations", annotations)));
    }

    /** As {@code kubectl patch --type=merge} does. */
    void patchReplication(String name, Map<String, Object> replication) {
        patch(name, "kubectl-patch", Map.of("spec", Map.of("replication", replication)));
    }

    /** As {@code kubectl scale} does. */
    void scale(String name, int replicas) {
        patch(name, "kubectl-scale", Map.of("spec", Map.of("replicas", replicas)));
    }

    /** As {@code kubectl edit} does. */
    void patchSpec(String name, Map<String, Object> spec) {
        patch(name, "kubectl-edit", Map.of("spec", spec));
    }

    private void patch(String name, String manager, Map<String, Object> patch) {
        namespace
                .client()
                .resources(ReplicatedDatabase.class)
                .inNamespace(namespace.name())
                .withName(name)
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.JSON_MERGE)
                                .withFieldManager(manager)
                                .build(),
                        namespace.client().getKubernetesSerialization().asJson(patch));
    }

    ReplicatedDatabase get(String name) {
        return Objects.requireNonNull(
                namespace
                        .client()
                        .resources(ReplicatedDatabase.class)
                        .inNamespace(namespace.name())
                        .withName(name)
                        .get(),
                name);
    }

    ReplicatedDatabaseStatus status(String name) {
        ReplicatedDatabaseStatus status = get(name).getStatus();
        return status == null ? ReplicatedDatabaseStatus.empty() : status;
    }

    /** Waits until the status is as asked; says what it was instead, and what the operator said. */
    ReplicatedDatabaseStatus await(String name, String what, Predicate<ReplicatedDatabaseStatus> asked) {
        try {
            return Awaitility.await(what)
                    .atMost(BOUND)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> status(name), asked);
        } catch (org.awaitility.core.ConditionTimeoutException late) {
            throw new AssertionError(
                    what + " didn't come about; the status is\n" + status(name) + "\nand the operator says\n"
                            + operator.lastLines(40),
                    late);
        }
    }

    ReplicatedDatabaseStatus awaitReady(String name) {
        return await(name, name + " is ready", status -> is(status, "Ready", "True"));
    }

    static boolean is(ReplicatedDatabaseStatus status, String condition, String value) {
        return status.conditions().stream()
                .anyMatch(it -> it.getType().equals(condition) && it.getStatus().equals(value));
    }

    static Condition condition(ReplicatedDatabaseStatus status, String type) {
        return status.conditions().stream()
                .filter(it -> it.getType().equals(type))
                .findFirst()
                .orElseThrow();
    }

    List<String> eventsOf(String name) {
        return allEventsOf(name).map(Event::getReason).toList();
    }

    /** What the events of that reason say. */
    List<String> messagesOf(String name, String reason) {
        return allEventsOf(name)
                .filter(event -> event.getReason().equals(reason))
                .map(Event::getNote)
                .toList();
    }

    private Stream<Event> allEventsOf(String name) {
        return namespace.client().events().v1().events().inNamespace(namespace.name()).list().getItems().stream()
                .filter(event -> event.getRegarding().getName().equals(name));
    }
}

package dev.baton.operator.observe;

import dev.baton.crds.Annotations;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads pods. */
public final class PodViews {
    private PodViews() {}

    /**
     * What the decisions need of a pod.
     *
     * @param workload its member's StatefulSet; null for none
     * @param nodeIsReady whether the node of this name is Ready; asked only when it matters
     */
    static PodSeen of(Pod pod, @Nullable StatefulSet workload, Predicate<String> nodeIsReady) {
        ContainerStatus container = container(pod);
        String terminated = container == null ? null : terminatedContainer(container);
        if (terminated != null) {
            String node = pod.getSpec() == null ? null : pod.getSpec().getNodeName();
            // The kubelet of a node that isn't ready may have lost its container: then the word of it is no proof
            // (finding F15).
            if (node == null || !nodeIsReady.test(node)) {
                terminated = null;
            }
        }
        String ip = pod.getStatus() == null ? null : pod.getStatus().getPodIP();
        return new PodSeen(
                pod.getMetadata().getName(),
                pod.getMetadata().getUid(),
                ip == null || ip.isEmpty() ? null : ip,
                pod.getMetadata().getDeletionTimestamp() != null,
                container != null && Boolean.TRUE.equals(container.getStarted()),
                terminated,
                workload != null
                        && !Objects.equals(
                                template(pod), template(workload.getSpec().getTemplate())),
                disruption(pod));
    }

    private static @Nullable String disruption(Pod pod) {
        return condition(pod, "DisruptionTarget", "True")
                .map(condition -> Objects.requireNonNullElse(condition.getReason(), "Unknown"))
                .orElse(null);
    }

    private static Optional<PodCondition> condition(Pod pod, String type, String status) {
        if (pod.getStatus() == null || pod.getStatus().getConditions() == null) {
            return Optional.empty();
        }
        return pod.getStatus().getConditions().stream()
                .filter(condition -> type.equals(condition.getType()) && status.equals(condition.getStatus()))
                .findFirst();
    }

    private static @Nullable String template(Pod pod) {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        return annotations == null ? null : annotations.get(Annotations.TEMPLATE_HASH);
    }

    private static @Nullable String template(PodTemplateSpec template) {
        Map<String, String> annotations =
                template.getMetadata() == null ? null : template.getMetadata().getAnnotations();
        return annotations == null ? null : annotations.get(Annotations.TEMPLATE_HASH);
    }

    /** Id of the container that runs in the pod; empty for none. */
    public static String runningContainer(@Nullable Pod pod) {
        ContainerStatus container = pod == null ? null : container(pod);
        return container != null
                        && container.getState() != null
                        && container.getState().getRunning() != null
                        && container.getContainerID() != null
                ? container.getContainerID()
                : "";
    }

    public static boolean ready(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null
                && condition(pod, "Ready", "True").isPresent();
    }

    /** Why the container waits, such as {@code ImagePullBackOff}, with the kubelet's words; null when it doesn't. */
    public static @Nullable String waiting(Pod pod) {
        ContainerStatus container = container(pod);
        ContainerState state = container == null ? null : container.getState();
        if (state == null || state.getWaiting() == null || state.getWaiting().getReason() == null) {
            return null;
        }
        String message = state.getWaiting().getMessage();
        return state.getWaiting().getReason() + (message == null ? "" : ": " + message);
    }

    /** Why no node takes the pod, in the scheduler's words; null when one does. */
    public static @Nullable String unschedulable(Pod pod) {
        return condition(pod, "PodScheduled", "False")
                .filter(condition -> "Unschedulable".equals(condition.getReason()))
                .map(condition -> String.valueOf(condition.getMessage()))
                .orElse(null);
    }

    private static @Nullable String terminatedContainer(ContainerStatus container) {
        if (container.getState() == null || container.getState().getRunning() != null) {
            return null;
        }
        ContainerStateTerminated terminated = container.getState().getTerminated();
        if (terminated == null && container.getLastState() != null) {
            terminated = container.getLastState().getTerminated();
        }
        return terminated == null ? null : terminated.getContainerID();
    }

    private static @Nullable ContainerStatus container(Pod pod) {
        List<ContainerStatus> containers =
                pod.getStatus() == null ? null : pod.getStatus().getContainerStatuses();
        return containers == null || containers.isEmpty() ? null : containers.getFirst();
    }
}

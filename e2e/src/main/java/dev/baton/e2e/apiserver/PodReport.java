package dev.baton.e2e.apiserver;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a kubelet says of a pod: phase, address, conditions, and its container's state with the state before. Used by one thread. */
final class PodReport {
    private final String podIp;
    private final Container container;
    private final String startTime = now();
    private final Map<String, String> changed = new LinkedHashMap<>();
    private final Map<String, Boolean> conditions = new LinkedHashMap<>();

    private ContainerState state;
    private @Nullable ContainerState lastState;
    private @Nullable String containerId;
    private @Nullable String startedAt;
    private int starts;
    private boolean ready;

    PodReport(String podIp, Container container) {
        this.podIp = podIp;
        this.container = container;
        this.state = waiting("ContainerCreating", null);
    }

    int restarts() {
        return starts;
    }

    void started(long pid) {
        if (state.getTerminated() != null) {
            lastState = state;
        }
        starts++;
        startedAt = now();
        containerId = "process://" + pid;
        state = new ContainerStateBuilder()
                .withNewRunning()
                .withStartedAt(startedAt)
                .endRunning()
                .build();
    }

    void ready(boolean isReady) {
        ready = isReady;
    }

    /** The container ended; signals show as 128 + number, as in a container. */
    void ended(int exitCode) {
        ready = false;
        state = new ContainerStateBuilder()
                .withNewTerminated()
                .withExitCode(exitCode)
                .withReason(exitCode == 0 ? "Completed" : "Error")
                .withContainerID(containerId)
                .withStartedAt(startedAt)
                .withFinishedAt(now())
                .endTerminated()
                .build();
    }

    void waits(String reason, String message) {
        ready = false;
        if (state.getTerminated() != null) {
            lastState = state;
        }
        state = waiting(reason, message);
    }

    private static ContainerState waiting(String reason, @Nullable String message) {
        return new ContainerStateBuilder()
                .withNewWaiting()
                .withReason(reason)
                .withMessage(message)
                .endWaiting()
                .build();
    }

    PodStatus status() {
        boolean running = state.getRunning() != null;
        PodStatusBuilder status = new PodStatusBuilder()
                .withPhase(starts > 0 ? "Running" : "Pending")
                .withStartTime(startTime)
                .withHostIP("127.0.0.1")
                .withConditions(
                        condition("PodScheduled", true),
                        condition("Initialized", true),
                        condition("ContainersReady", running && ready),
                        condition("Ready", running && ready))
                .withContainerStatuses(container(running));
        if (starts > 0) {
            status.withPodIP(podIp).withPodIPs(List.of(new PodIP(podIp)));
        }
        return status.build();
    }

    private ContainerStatus container(boolean running) {
        return new ContainerStatusBuilder()
                .withName(container.getName())
                .withImage(container.getImage())
                .withImageID("process://" + container.getImage())
                .withContainerID(containerId)
                .withReady(running && ready)
                .withStarted(running)
                .withRestartCount(Math.max(0, starts - 1))
                .withState(state)
                .withLastState(lastState)
                .build();
    }

    private PodCondition condition(String type, boolean is) {
        Boolean was = conditions.put(type, is);
        if (was == null || was != is) {
            changed.put(type, now());
        }
        return new PodConditionBuilder()
                .withType(type)
                .withStatus(is ? "True" : "False")
                .withLastTransitionTime(changed.get(type))
                .build();
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}

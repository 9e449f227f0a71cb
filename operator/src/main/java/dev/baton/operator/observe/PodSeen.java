package dev.baton.operator.observe;

import org.jspecify.annotations.Nullable;

/**
 * A member's pod.
 *
 * @param ip null until it has one
 * @param deleting whether it has a deletionTimestamp
 * @param started whether its container runs and its startup probe has passed
 * @param terminatedContainer id of the container that the kubelet of a Ready node reports terminated while none runs in its place; null
 *     otherwise. A deleted pod, a phase set by garbage collection or a node that is gone or NotReady are no such report: the process may
 *     run on (finding F15)
 * @param outdated whether the spec asks another pod of its member than it asked when this one was made
 * @param disruption why the pod is about to be taken away, in the words of its condition {@code DisruptionTarget}, such as
 *     {@code EvictionByEvictionAPI}; null when it isn't. It comes with the deletion, or shortly before
 */
public record PodSeen(
        String name,
        String uid,
        @Nullable String ip,
        boolean deleting,
        boolean started,
        @Nullable String terminatedContainer,
        boolean outdated,
        @Nullable String disruption) {
    /** One that nobody takes away. */
    public PodSeen(
            String name,
            String uid,
            @Nullable String ip,
            boolean deleting,
            boolean started,
            @Nullable String terminatedContainer,
            boolean outdated) {
        this(name, uid, ip, deleting, started, terminatedContainer, outdated, null);
    }
}

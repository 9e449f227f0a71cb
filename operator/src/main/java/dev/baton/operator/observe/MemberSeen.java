package dev.baton.operator.observe;

import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberRole;
import dev.baton.protocol.MemberStatus;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one member: one of the spec, or one that a volume that isn't retired stands for.
 *
 * @param inSpec whether the spec's replicas include it
 * @param volumeUid uid of its PVC; null while there is none
 * @param pod null while there is none
 * @param status its newest answer; null when it hasn't answered this operator since its volume was made
 * @param silentMillis since it last answered, or since this operator first asked; 0 while its newest probe was answered
 * @param refused whether its connection was closed or refused since it last answered: news at once, without waiting for a probe to time out
 * @param label the role its pod is labelled with; null for none
 * @param notUnderstood why its newest answer can't be read, for a person; null when it can. Then it lives, and no more is known of it
 */
public record MemberSeen(
        MemberName name,
        boolean inSpec,
        @Nullable String volumeUid,
        @Nullable PodSeen pod,
        @Nullable StatusSeen status,
        long silentMillis,
        boolean refused,
        @Nullable MemberRole label,
        @Nullable String notUnderstood) {

    /** One that is understood. */
    public MemberSeen(
            MemberName name,
            boolean inSpec,
            @Nullable String volumeUid,
            @Nullable PodSeen pod,
            @Nullable StatusSeen status,
            long silentMillis,
            boolean refused,
            @Nullable MemberRole label) {
        this(name, inSpec, volumeUid, pod, status, silentMillis, refused, label, null);
    }

    /** Its newest answer, however old; null for none. */
    public @Nullable MemberStatus answer() {
        return status == null ? null : status.status();
    }

    /** Where the others and the operator reach it; null while nowhere. */
    public @Nullable String address() {
        return pod == null ? null : pod.ip();
    }

    /** Whether the process that gave the newest answer is proven dead by its kubelet. */
    public boolean provenDead() {
        // A member that answers is alive, whatever a late pod status says of the container before it.
        return status != null
                && pod != null
                && pod.terminatedContainer() != null
                && !status.container().isEmpty()
                && pod.terminatedContainer().equals(status.container())
                && (refused || silentMillis > 0);
    }
}

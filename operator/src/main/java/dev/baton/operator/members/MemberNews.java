package dev.baton.operator.members;

import dev.baton.protocol.MemberStatus;
import org.jspecify.annotations.Nullable;

/**
 * What was last heard of a member.
 *
 * @param status its newest answer; null when it never gave one
 * @param receivedNanos when that came, by {@link System#nanoTime}; 0 when it never did
 * @param container the container that ran in its pod then; empty when unknown
 * @param silentMillis since it last answered or was first asked; 0 while its newest probe was answered
 * @param refused whether a connection was closed or refused since it last answered
 * @param notUnderstood why its newest answer can't be read, for a person; null when it can. Then it lives, and no more is known of it
 */
public record MemberNews(
        @Nullable MemberStatus status,
        long receivedNanos,
        String container,
        long silentMillis,
        boolean refused,
        @Nullable String notUnderstood) {
    /** Of a member that is understood. */
    public MemberNews(
            @Nullable MemberStatus status, long receivedNanos, String container, long silentMillis, boolean refused) {
        this(status, receivedNanos, container, silentMillis, refused, null);
    }
}

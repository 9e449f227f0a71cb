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
 */
public record MemberNews(
        @Nullable MemberStatus status, long receivedNanos, String container, long silentMillis, boolean refused) {}

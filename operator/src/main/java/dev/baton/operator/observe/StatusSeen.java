package dev.baton.operator.observe;

import dev.baton.protocol.MemberStatus;

/**
 * The newest answer of a member, to whatever command. It stays here while the member is silent.
 *
 * @param receivedNanos when it arrived, on the clock of {@link Observation#nowNanos}
 * @param container id of the container that ran in the member's pod then, as far as known; empty when unknown
 */
public record StatusSeen(MemberStatus status, long receivedNanos, String container) {}

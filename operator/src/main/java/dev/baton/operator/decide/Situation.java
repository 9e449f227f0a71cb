package dev.baton.operator.decide;

import dev.baton.operator.observe.MemberSeen;
import dev.baton.operator.observe.Observation;
import dev.baton.operator.observe.RequestSeen;
import dev.baton.operator.observe.RequestState;
import dev.baton.operator.observe.Wish;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.LeadershipRecord;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.Position;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An observation with a record in it, and the questions every step asks of it. */
record Situation(Observation seen, LeadershipRecord record, Timing timing) {

    Wish wish() {
        return seen.wish();
    }

    Epoch epoch() {
        return record.epoch();
    }

    String uid() {
        return seen.record().uid();
    }

    Collection<MemberSeen> members() {
        return seen.members().values();
    }

    List<MemberSeen> others() {
        return members().stream()
                .filter(member -> !member.name().equals(record.leader()))
                .toList();
    }

    /** The record's leader; null when nobody is chosen, or it is no member any more. */
    @Nullable
    MemberSeen leader() {
        return seen.member(record.leader());
    }

    /** Whether it answers, as far as the last second tells. */
    boolean alive(MemberSeen member) {
        return member.status() != null
                && !member.refused()
                && member.silentMillis() < timing.silence()
                && !member.provenDead();
    }

    /** Whether this operator has just begun to ask it, and can't tell yet whether it lives. */
    boolean notYetHeard(MemberSeen member) {
        return member.status() == null
                && member.address() != null
                && member.notUnderstood() == null
                && !member.refused()
                && member.silentMillis() < timing.silence();
    }

    boolean alive(MemberName name) {
        MemberSeen member = seen.member(name);
        return member != null && alive(member);
    }

    /** Milliseconds since its newest answer arrived. */
    long ageMillis(MemberSeen member) {
        var status = member.status();
        return status == null ? Long.MAX_VALUE / 4 : seen.millisSince(status.receivedNanos());
    }

    /**
     * Its answer to {@code FENCE} of the record's epoch, if it has given one. It stays true however old it is: what is fenced neither moves
     * nor forgets, unless its volume is lost, which {@link Fence} accounts for.
     */
    @Nullable
    MemberStatus fenceAnswer(MemberSeen member) {
        MemberStatus answer = member.answer();
        return answer != null
                        && answer.fenced()
                        && answer.state() != MemberState.STARTING
                        && answer.promise().promised().equals(epoch())
                        && answer.promise().recordUid().equals(uid())
                ? answer
                : null;
    }

    /** The leader's own account of leading the record's epoch, from its newest answer; null when it doesn't say so. */
    MemberStatus.@Nullable Leading leading() {
        MemberSeen leader = leader();
        MemberStatus answer = leader == null ? null : leader.answer();
        return answer != null
                        && answer.leading() != null
                        && answer.leading().epoch().equals(epoch())
                        && answer.incarnation().equals(record.incarnation())
                ? answer.leading()
                : null;
    }

    /**
     * Whether this process of the leader is over, by its own answer: it led the record's epoch, and leads it no longer. It never will again
     * (finding F3). After a power loss it answers as another incarnation.
     */
    boolean leaderRestarted() {
        MemberSeen leader = leader();
        MemberStatus answer = leader == null ? null : leader.answer();
        return answer != null
                && record.incarnation() != null
                && isOrContinues(answer.incarnation(), record.incarnation())
                && !answer.promise().led().isBefore(epoch())
                && (answer.leading() == null || !answer.leading().epoch().equals(epoch()));
    }

    /** Whether the two are of one data directory, the second not after the first: a process of the first is newer, or the same. */
    private static boolean isOrContinues(Incarnation answering, Incarnation recorded) {
        return answering.equals(recorded) || answering.continues(recorded);
    }

    /** Whether the member answers with other data than the record names. */
    boolean volumeReplaced(MemberSeen member, @Nullable Incarnation recorded) {
        MemberStatus answer = member.answer();
        return answer != null && !answer.incarnation().equals(recorded);
    }

    /** Whether this process led, on this volume, and is no more: what spares a lease's wait (and, in Asynchronous, the fence). */
    boolean provenDead(LeadershipRecord.Base base) {
        MemberSeen member = seen.member(base.leader());
        MemberStatus answer = member == null ? null : member.answer();
        if (member == null || answer == null || !isOrContinues(answer.incarnation(), base.incarnation())) {
            return false;
        }
        boolean leadsNoMore =
                answer.leading() == null || !answer.leading().epoch().equals(base.epoch());
        return member.provenDead() || leadsNoMore && !answer.promise().led().isBefore(base.epoch());
    }

    /** Whether its data may count for anything: neither empty, nor damaged, nor in dispute. */
    static boolean isFit(MemberStatus answer) {
        return !answer.position().isEmpty()
                && answer.state() != MemberState.DAMAGED
                && answer.state() != MemberState.DIVERGED;
    }

    static Position position(MemberStatus answer) {
        return answer.position();
    }

    /** Whether its pod is about to be taken away, or its process was asked to end. */
    boolean leaving(MemberSeen member) {
        MemberStatus answer = member.answer();
        return member.pod() != null && (member.pod().deleting() || member.pod().disruption() != null)
                || answer != null && answer.terminating();
    }

    /** The request being carried out; null for none. */
    @Nullable
    RequestSeen running() {
        return seen.requests().stream()
                .filter(request -> request.state() == RequestState.ACCEPTED)
                .findFirst()
                .orElse(null);
    }

    /** The member that a request being carried out wants as leader of a later epoch than it was accepted in; null for none. */
    @Nullable
    MemberName wanted() {
        RequestSeen request = running();
        return request == null ? null : named(request.target());
    }

    /** The member of that name, or with a pod of that name; null for none. */
    @Nullable
    MemberName named(String text) {
        for (MemberSeen member : members()) {
            if (text.equals(member.name().value())
                    || text.equals(member.name() + "-0")
                    || member.pod() != null && text.equals(member.pod().name())) {
                return member.name();
            }
        }
        return null;
    }
}

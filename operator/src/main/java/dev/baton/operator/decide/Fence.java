package dev.baton.operator.decide;

import dev.baton.operator.observe.MemberSeen;
import dev.baton.protocol.Acknowledge;
import dev.baton.protocol.CommitRule;
import dev.baton.protocol.LeadershipRecord.Base;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberStatus;
import java.util.Collection;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Counts who answered {@code FENCE} of the record's epoch, against the record's base.
 *
 * <ol>
 *   <li>No base: everybody must have answered.
 *   <li>The base leader itself answered, on the recorded volume: enough. It holds everything it acknowledged and has stopped.
 *   <li>{@code |S| - k + 1} of the base rule's {@code S}, with the recorded incarnations: enough, since they meet every set of {@code k}.
 *       With {@code S} empty no number is.
 *   <li>Asynchronous: proof that the base leader's process is dead is enough; its last writes may be lost in that mode.
 *   <li>{@code Received}, and power took the base leader and all of {@code S}, so that all of them come back as others: all of them are
 *       enough, and writes may be missing (finding F11).
 * </ol>
 *
 * An answer of a member without its data, damaged or in dispute counts for nothing.
 *
 * <p>Keeps I4 and I8: one of any set it accepts holds all acknowledged writes (quorum intersection, Gifford 1979); counted against the
 * base, never against a rule that hasn't opened (finding F1).
 *
 * @param satisfied whether those counted are enough
 * @param byDeathAlone whether only the proof of death made it so
 * @param mayMiss whether, under {@code Received}, acknowledged writes may be missing
 * @param missing whose answer would help
 */
record Fence(boolean satisfied, boolean byDeathAlone, boolean mayMiss, SortedSet<MemberName> missing) {

    /** @param considered the members whose answers are to be counted */
    static Fence count(Situation now, Collection<MemberSeen> considered) {
        SortedSet<MemberName> missing = new TreeSet<>();
        Base base = now.record().base();
        if (base == null) {
            for (MemberSeen member : now.members()) {
                if (now.fenceAnswer(member) == null || !considered.contains(member)) {
                    missing.add(member.name());
                }
            }
            return new Fence(missing.isEmpty(), false, false, missing);
        }
        boolean leaderAnswered = false;
        int followersAnswered = 0;
        int comeBackAsOthers = 0;
        for (MemberSeen member : considered) {
            MemberStatus answer = now.fenceAnswer(member);
            boolean named = member.name().equals(base.leader())
                    || base.rule().followers().containsKey(member.name());
            if (answer == null || !named || !Situation.isFit(answer)) {
                continue;
            }
            if (member.name().equals(base.leader()) && answer.incarnation().equals(base.incarnation())) {
                leaderAnswered = true;
            } else if (base.rule().counts(member.name(), answer.incarnation())) {
                followersAnswered++;
            } else {
                comeBackAsOthers++;
            }
        }
        for (MemberName name : named(base).keySet()) {
            MemberSeen member = now.seen().member(name);
            if (member == null || now.fenceAnswer(member) == null) {
                missing.add(name);
            }
        }
        if (leaderAnswered || followersAnswered >= base.rule().fenceSize()) {
            return new Fence(true, false, false, missing);
        }
        if (base.rule().commit() == CommitRule.ASYNCHRONOUS && now.provenDead(base)) {
            return new Fence(true, true, false, missing);
        }
        int all = 1 + base.rule().followers().size();
        boolean allBack = base.rule().acknowledge() == Acknowledge.RECEIVED
                && base.rule().commit() == CommitRule.SYNCHRONOUS
                && followersAnswered + comeBackAsOthers == all;
        return new Fence(allBack, false, allBack, missing);
    }

    /** Members of the base's rule, and its leader. */
    private static Map<MemberName, ?> named(Base base) {
        Map<MemberName, Object> named = new java.util.TreeMap<>(base.rule().followers());
        named.put(base.leader(), base.incarnation());
        return named;
    }

    /**
     * How long the longest lease granted by those that answered may still run, in milliseconds; 0 when the base leader answered or is proven
     * dead, for then nobody uses it. Rounded up, as an age is rounded down.
     */
    static long grantMillis(Situation now) {
        Base base = now.record().base();
        if (base == null || now.provenDead(base)) {
            return 0;
        }
        long longest = 0;
        for (MemberSeen member : now.members()) {
            MemberStatus answer = now.fenceAnswer(member);
            if (answer == null) {
                continue;
            }
            if (member.name().equals(base.leader()) && answer.incarnation().equals(base.incarnation())) {
                return 0;
            }
            longest = Math.max(longest, answer.grantMillis() - now.ageMillis(member));
        }
        return longest;
    }
}

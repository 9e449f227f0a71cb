package dev.baton.operator.decide;

import dev.baton.operator.observe.MemberSeen;
import dev.baton.protocol.Acknowledge;
import dev.baton.protocol.CommitRule;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.LeadershipRecord.Base;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberStatus;
import java.util.Collection;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Counts who answered {@code FENCE} of the record's epoch, against the record's base.
 *
 * <ol>
 *   <li>No base: everybody must have answered.
 *   <li>The base leader itself answered, on the recorded volume: enough. It holds everything it acknowledged and has stopped.
 *   <li>{@code |S| - k + 1} of the base rule's {@code S}, with the recorded incarnations: enough, since they meet every set of {@code k}.
 *       With {@code S} empty no number is.
 *   <li>Asynchronous: proof that the base leader's process is dead is enough; its last writes may be lost in that mode.
 *   <li>Power took the base leader and as many of {@code S}, so that they come back as others: the answers of all of them are enough, and
 *       writes may be missing (finding F11). Only {@code Received} has members change so, and for a moment a rule that follows it.
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
        boolean allBack = allBack(base, name -> {
            MemberSeen member = now.seen().member(name);
            return member != null && considered.contains(member) ? now.fenceAnswer(member) : null;
        });
        return new Fence(allBack, false, allBack, missing);
    }

    /**
     * Whether the base leader and all of {@code S} answer, the leader and perhaps others of them as what power left. Under {@code Received} one
     * whose volume was replaced since, and seeded, does as well as any: nothing better will come.
     */
    static boolean allBack(Base base, Function<MemberName, @Nullable MemberStatus> answers) {
        for (Map.Entry<MemberName, Incarnation> named : named(base).entrySet()) {
            MemberStatus answer = answers.apply(named.getKey());
            if (answer == null || !Situation.isFit(answer)) {
                return false;
            }
            Incarnation recorded = named.getValue();
            boolean itself = answer.incarnation().equals(recorded);
            if (itself && named.getKey().equals(base.leader())) {
                return false; // nothing was taken from it, and nobody can do without it
            }
            if (!itself
                    && !answer.incarnation().continues(recorded)
                    && base.rule().acknowledge() != Acknowledge.RECEIVED) {
                return false;
            }
        }
        return true;
    }

    /** Members of the base's rule, and its leader. */
    private static Map<MemberName, Incarnation> named(Base base) {
        Map<MemberName, Incarnation> named = new java.util.TreeMap<>(base.rule().followers());
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

package dev.baton.operator.decide;

import dev.baton.operator.observe.MemberSeen;
import dev.baton.protocol.CommitRule;
import dev.baton.protocol.LeadershipRecord.Base;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.QuorumRule;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a failover without the leader, as it is recorded, could reach now: the fence formula, applied before the fence. */
final class Reach {
    private Reach() {}

    /** Why the fence of the next epoch can't be had without the leader; null when it can. */
    static @Nullable String missingForFence(Situation now) {
        Base base = Objects.requireNonNull(now.record().base());
        QuorumRule rule = base.rule();
        int answering = 0;
        boolean candidate = false;
        SortedSet<String> missing = new TreeSet<>(
                rule.followers().keySet().stream().map(name -> name.value()).toList());
        for (MemberSeen member : now.members()) {
            MemberStatus answer = member.answer();
            if (member.name().equals(base.leader())
                    || answer == null
                    || !now.alive(member)
                    || !Situation.isFit(answer)) {
                continue;
            }
            candidate = true;
            if (rule.counts(member.name(), answer.incarnation())) {
                answering++;
                missing.remove(member.name().value());
            }
        }
        if (Fence.allBack(base, member -> {
            MemberSeen named = now.seen().member(member);
            return named != null && now.alive(named) ? named.answer() : null;
        })) {
            return null;
        }
        if (rule.commit() == CommitRule.ASYNCHRONOUS && now.provenDead(base)) {
            return candidate ? null : "no other member with data answers";
        }
        if (rule.followers().isEmpty()) {
            return base.leader() + " ran without synchronous followers: only its own answer permits another leader";
        }
        return answering >= rule.fenceSize()
                ? null
                : answering + " of the " + rule.fenceSize() + " followers needed answer; missing: " + missing;
    }

    /** The least that any follower misses of what the leader was last known to hold, in bytes. */
    static long leastLagBytes(Situation now) {
        MemberSeen leader = now.leader();
        MemberStatus last = leader == null ? null : leader.answer();
        long least = Long.MAX_VALUE;
        for (MemberSeen member : now.others()) {
            MemberStatus answer = member.answer();
            if (answer == null || !now.alive(member) || !Situation.isFit(answer)) {
                continue;
            }
            long asHeard = answer.following() == null ? 0 : answer.following().lagBytes();
            long asKnown =
                    last == null ? 0 : last.end().offset() - answer.position().offset();
            least = Math.min(least, Math.max(asHeard, asKnown));
        }
        return least;
    }
}

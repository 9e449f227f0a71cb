package dev.baton.operator.decide;

import dev.baton.operator.decide.Succession.Cause;
import dev.baton.operator.observe.MemberSeen;
import dev.baton.operator.observe.Wish.FailoverPolicy;
import dev.baton.operator.observe.Wish.Mode;
import dev.baton.protocol.CommitRule;
import dev.baton.protocol.LeadershipRecord;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.QuorumRule;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Judges the open leader, and begins a failover when it is dead and nothing forbids to act.
 *
 * <ol>
 *   <li>Proof stands alone: its kubelet reports that very container terminated, or a newer process on its volume answers.
 *   <li>Else the operator and at least one follower of {@code S} must agree that it is silent, or that its oldest unsynced append is too old
 *       (a wedged disk is a dead leader). Each judges by what it heard itself. An append three times too old needs one judge.
 *   <li>What can forbid is checked here, before the swap, since an election once begun is always finished (finding L3): pause, policy Manual
 *       (not for a leader that merely restarted: nobody has to judge that), a fence that can't be had now, {@code maxLag}.
 *   <li>Swap in the next epoch as {@code Electing}, base kept.
 * </ol>
 *
 * <p>Keeps no invariant: a wrong judgement costs a pause, never a write. With {@code S} empty silence alone begins nothing: only the leader's
 * own answer could end the election, and until it comes the leader may as well go on.
 */
final class Judgement {

    /** What is held against the leader. */
    record Finding(Cause cause, SortedSet<String> judges, String sentence) {}

    private Judgement() {}

    static void decide(Situation now, Draft draft) {
        Finding finding = judge(now);
        MemberSeen leader = now.leader();
        String lost = leader == null ? null : lostForGood(now, leader);
        if (lost != null) {
            draft.stalled = lost;
        }
        if (finding == null) {
            if (leader == null || leader.refused() || leader.silentMillis() > 0) {
                draft.wakeWithin(now.timing().busy());
            }
            String unreachable = Reach.missingForFence(now);
            if (unreachable != null && (leader == null || operatorFindsSilent(now, leader))) {
                // The witnesses that would have to agree are gone, too.
                draft.judgement = now.record().leader() + " doesn't answer; no failover: " + cure(now, unreachable);
            }
            return;
        }
        draft.wakeWithin(now.timing().busy());
        draft.judgement = finding.sentence();
        String held = forbidden(now, finding);
        if (held != null) {
            draft.judgement = finding.sentence() + "; no failover: " + held;
            draft.report(EventKind.FAILOVER_HELD, draft.judgement);
            return;
        }
        begin(now, draft, Succession.Type.FAILOVER, finding.cause(), finding.judges(), finding.sentence());
        draft.report(EventKind.FAILOVER_STARTED, finding.sentence());
    }

    /** Why no member can take over from a leader whose data were damaged: only a person can help. Null when one can. */
    private static @Nullable String lostForGood(Situation now, MemberSeen leader) {
        MemberStatus answer = leader.answer();
        if (answer == null || answer.state() != MemberState.DAMAGED) {
            return null;
        }
        String unreachable = Reach.missingForFence(now);
        return unreachable == null
                ? null
                : leader.name() + " lost its data, and nobody can take over (" + unreachable + "): "
                        + answer.lastError();
    }

    static void begin(
            Situation now, Draft draft, Succession.Type type, Cause cause, SortedSet<String> judges, String reason) {
        LeadershipRecord next = now.record().electing(now.epoch().next());
        draft.swap(next, reason);
        draft.add(new Action.Mark(
                Succession.begun(next.epoch(), type, cause, judges, now.record().leader()), Milestone.DETECTED));
    }

    /** What is held against the leader of an open record; null while it may be well. */
    static @Nullable Finding judge(Situation now) {
        MemberSeen leader = now.leader();
        String name = Objects.requireNonNull(now.record().leader()).value();
        if (leader != null && now.leaderRestarted()) {
            return finding(Cause.LEADER_RESTARTED, name + " restarted: it answers and leads no more", name);
        }
        if (leader != null
                && leader.provenDead()
                && !now.volumeReplaced(leader, now.record().incarnation())) {
            return finding(Cause.LEADER_PROCESS_ENDED, name + "'s container terminated, says its kubelet", "kubelet");
        }
        long canary = now.timing().canary();
        SortedSet<String> judges = new TreeSet<>();
        long oldest = 0;
        String oldestBy = "";
        MemberStatus answer = leader == null ? null : leader.answer();
        boolean stuck = false;
        if (leader == null || operatorFindsSilent(now, leader)) {
            judges.add("operator");
        } else if (answer != null && now.leading() != null && now.alive(leader)) {
            oldest = answer.canaryMillis();
            oldestBy = "operator";
            if (oldest >= canary) {
                judges.add("operator");
                stuck = true;
            }
        }
        boolean operatorAgrees = !judges.isEmpty();
        QuorumRule rule = Objects.requireNonNull(now.record().base()).rule();
        for (MemberSeen member : now.others()) {
            MemberStatus vote = member.answer();
            if (vote == null
                    || !now.alive(member)
                    || !rule.counts(member.name(), vote.incarnation())
                    || vote.following() == null
                    || !vote.following().epoch().equals(now.epoch())) {
                continue;
            }
            MemberStatus.Following following = vote.following();
            // What it heard last, without the time since: a follower that is merely cut off must not pass for a witness
            // of a stuck disk.
            long heard = following.leaderCanaryMillis() - following.silenceMillis();
            // Its own word, without the time since: one that went silent together with the leader is no witness.
            long silence = following.silenceMillis();
            boolean silent = silence >= now.timing().silence()
                    || !following.connected()
                            && leader != null
                            && leader.refused()
                            && silence >= now.timing().gone();
            if (silent || heard >= canary) {
                judges.add(member.name().value());
                stuck |= heard >= canary;
            }
            if (heard > oldest) {
                oldest = heard;
                oldestBy = member.name().value();
            }
        }
        if (oldest >= 3 * canary) {
            return finding(
                    Cause.LEADER_DISK_STUCK,
                    name + " hasn't synced an append for " + oldest + " ms, as " + oldestBy + " heard",
                    oldestBy);
        }
        if (operatorAgrees && judges.size() > 1) {
            return new Finding(
                    stuck ? Cause.LEADER_DISK_STUCK : Cause.LEADER_SILENT,
                    judges,
                    judges + " agree that " + name + (stuck ? "'s disk is stuck" : " is silent"));
        }
        boolean alone = rule.followers().isEmpty()
                && operatorAgrees
                && (leader == null || leader.silentMillis() >= 2 * now.timing().silence());
        return alone
                ? finding(
                        Cause.LEADER_SILENT, name + " is silent, and it ran without synchronous followers", "operator")
                : null;
    }

    private static Finding finding(Cause cause, String sentence, String judge) {
        return new Finding(cause, new TreeSet<>(java.util.Set.of(judge)), sentence);
    }

    private static boolean operatorFindsSilent(Situation now, MemberSeen leader) {
        if (leader.silentMillis() >= now.timing().silence()
                || leader.refused() && leader.silentMillis() >= now.timing().gone()) {
            return true;
        }
        // It answers, and not as the leader of this epoch: another volume, or one set back.
        return leader.answer() != null
                && now.leading() == null
                && now.seen().record().ageMillis() >= now.timing().silence();
    }

    /** Why no failover may begin though the leader is judged dead; null when it may. */
    private static @Nullable String forbidden(Situation now, Finding finding) {
        boolean restarted = finding.cause() == Cause.LEADER_RESTARTED;
        MemberSeen leader = now.leader();
        boolean itself = restarted
                && leader != null
                && !now.volumeReplaced(leader, now.record().incarnation());
        if (now.seen().paused()) {
            return "the database is paused (baton.dev/pause)";
        }
        if (now.wish().policy() == FailoverPolicy.MANUAL && !restarted) {
            return "spec.failover.policy is Manual; to act: kubectl annotate rdb … baton.dev/failover=auto";
        }
        if (itself) {
            return null; // its own answer makes the fence
        }
        String unreachable = Reach.missingForFence(now);
        return unreachable != null ? cure(now, unreachable) : tooFarBehind(now);
    }

    private static String cure(Situation now, String unreachable) {
        return unreachable + "; to give up what only they hold: " + ForcedFailover.command(now, "auto");
    }

    private static @Nullable String tooFarBehind(Situation now) {
        Long maxLag = now.wish().maxLagBytes();
        if (now.wish().mode() != Mode.ASYNCHRONOUS
                || maxLag == null
                || Objects.requireNonNull(now.record().base()).rule().commit() != CommitRule.ASYNCHRONOUS) {
            return null;
        }
        long least = Reach.leastLagBytes(now);
        return least <= maxLag
                ? null
                : "the nearest follower misses " + least
                        + " bytes, more than spec.failover.maxLag; to act all the same:"
                        + " kubectl annotate rdb … baton.dev/failover=auto";
    }
}

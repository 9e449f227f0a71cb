package dev.baton.operator.decide;

import dev.baton.operator.observe.MemberSeen;
import dev.baton.operator.observe.Wish;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.LeadershipRecord;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.QuorumRule;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Takes an epoch from {@code Led} to {@code Open}.
 *
 * <ol>
 *   <li>The chosen one is dead, restarted after it began to lead, lost its volume or its time is up: the next epoch, base unchanged. One that
 *       has its start record and lacks followers only keeps its time: another election would choose it again.
 *   <li>Tell it to lead, with the incarnation and position it answered to {@code FENCE}; tell the others to follow it.
 *   <li>Once its start record is synced there and on enough followers of a {@linkplain QuorumChoice permitted rule}: swap in {@code Open} with
 *       that rule as number 1.
 * </ol>
 *
 * <p>Keeps I1 (a member leads an epoch at most once: a restarted one needs the next), I8 (the base becomes this epoch only when {@code k'} of
 * {@code S'} hold what all earlier ones acknowledged) and finding F4 (no leader on a replaced volume).
 */
final class Opening {
    private Opening() {}

    static void decide(Situation now, Draft draft) {
        draft.wakeWithin(now.timing().busy());
        MemberStatus.Leading leading = now.leading();
        String failed = failed(now, leading);
        if (failed != null) {
            LeadershipRecord next = now.record().electing(now.epoch().next());
            draft.swap(next, failed);
            draft.report(EventKind.LEADER_DID_NOT_OPEN, failed + "; epoch " + next.epoch() + " follows");
            draft.add(new Action.Mark(
                    new Succession(
                            next.epoch(),
                            next.base() == null ? Succession.Type.FIRST_START : Succession.Type.FAILOVER,
                            Succession.Cause.LEADER_DID_NOT_OPEN,
                            new TreeSet<>(java.util.Set.of("operator")),
                            now.record().leader(),
                            null,
                            java.util.List.of(),
                            false,
                            false),
                    Milestone.DETECTED));
            return;
        }
        MemberSeen leader = now.leader();
        if (leader == null) {
            return;
        }
        MemberStatus answer = now.fenceAnswer(leader);
        if (leading == null && answer != null) {
            draft.tell(
                    leader,
                    new ControlCommand.Lead(
                            now.epoch(),
                            now.uid(),
                            answer.incarnation(),
                            answer.position(),
                            now.wish().leaseMillis(),
                            now.record().lossAccepted()),
                    "the record names it leader of epoch " + now.epoch());
        }
        Routing.toLeader(now, draft);
        Following.decide(now, draft);
        if (leading == null || !leading.startSynced()) {
            draft.waitFor(leader.name());
            draft.judgement = leader.name() + " was chosen for epoch " + now.epoch() + " and has no start record yet";
            return;
        }
        QuorumRule rule = now.alive(leader) ? QuorumChoice.toOpen(now, leading) : null;
        if (rule == null) {
            draft.judgement = leader.name() + " leads epoch " + now.epoch()
                    + " and waits for followers to hold its start record, as "
                    + now.wish().mode() + " asks"
                    + (now.wish().durability() == Wish.Durability.REQUIRED
                                    && now.wish().mode() != Wish.Mode.ASYNCHRONOUS
                            ? "; spec.replication.durability: Preferred lets it go on alone"
                            : "");
            now.others().forEach(member -> draft.waitFor(member.name()));
            return;
        }
        String reason =
                "its start record is synced there and on " + rule.followers().keySet();
        draft.swap(now.record().open(rule), leader.name() + ": " + reason);
        draft.report(EventKind.LEADER_OPENED, leader.name() + " opens epoch " + now.epoch() + ": " + reason);
        draft.add(new Action.Mark(Succession.reached(now.epoch(), leader.name()), Milestone.PROMOTED));
    }

    private static @Nullable String failed(Situation now, MemberStatus.@Nullable Leading leading) {
        MemberSeen leader = now.leader();
        String name = now.record().leader() + ", chosen for epoch " + now.epoch() + ",";
        if (leader == null) {
            return name + " is no member any more";
        }
        if (now.volumeReplaced(leader, now.record().incarnation())) {
            return name + " came back with another volume";
        }
        if (now.leaderRestarted()) {
            return name + " restarted after it began to lead";
        }
        if (leader.provenDead()) {
            return name + " ended, says its kubelet";
        }
        long age = now.seen().record().ageMillis();
        if (Math.min(leader.silentMillis(), age) >= 2 * now.timing().silence()
                || leader.refused()
                        && Math.min(leader.silentMillis(), age) >= now.timing().silence()) {
            return name + " doesn't answer";
        }
        if (age >= now.timing().open() && (leading == null || !leading.startSynced())) {
            return name + " didn't open within " + now.timing().open() + " ms";
        }
        return null;
    }
}

package dev.baton.operator.decide;

import dev.baton.operator.observe.MemberSeen;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberStatus;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes members away that are beyond the spec's replicas, one at a time.
 *
 * <ol>
 *   <li>Not while paused or while a request runs.
 *   <li>The leader hands over first; a follower leaves the rule first. The greatest ordinal of those that nobody counts on goes.
 *   <li>Only while the leader could be lost without it, but for the last step to a single member.
 *   <li>Its pod goes, then its volume, which is kept as retired or deleted.
 * </ol>
 *
 * <p>Keeps I8: the record's rule is without it before its process goes, so its copy is never the one a fence needs.
 */
final class ScaleIn {
    private ScaleIn() {}

    /** The members beyond replicas, the greatest ordinal first. */
    static List<MemberSeen> beyond(Situation now) {
        return now.members().stream()
                .filter(member -> !member.inSpec())
                .sorted(Comparator.comparing(MemberSeen::name).reversed())
                .toList();
    }

    static void decide(Situation now, Draft draft) {
        List<MemberSeen> beyond = beyond(now);
        if (beyond.isEmpty() || now.seen().paused() || now.running() != null) {
            return;
        }
        draft.wakeWithin(now.timing().busy());
        MemberSeen next = next(now, beyond);
        if (next == null) {
            beyond.forEach(member -> draft.waitFor(member.name()));
            return;
        }
        if (now.wish().replicas() > 1 && !Readiness.of(now).ready()) {
            draft.judgement = next.name() + " stays until the leader could be lost without it";
            return;
        }
        String why = "spec.replicas is " + now.wish().replicas();
        draft.add(new Action.RetireMember(next.name(), why));
        draft.report(EventKind.MEMBER_RETIRED, next.name() + " is taken away: " + why);
    }

    private static @Nullable MemberSeen next(Situation now, List<MemberSeen> beyond) {
        for (MemberSeen member : beyond) {
            if (!isNeeded(now, member.name())) {
                return member;
            }
        }
        return null;
    }

    private static boolean isNeeded(Situation now, MemberName name) {
        MemberStatus.Leading leading = now.leading();
        return name.equals(now.record().leader())
                || leading == null
                || now.record().base() == null
                || now.record().base().rule().followers().containsKey(name)
                || leading.rule() == null
                || leading.rule().followers().containsKey(name)
                || leading.proposals().stream()
                        .anyMatch(proposal -> proposal.rule().followers().containsKey(name));
    }
}

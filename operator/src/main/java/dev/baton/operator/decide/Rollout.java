package dev.baton.operator.decide;

import dev.baton.operator.observe.MemberSeen;
import dev.baton.operator.observe.PodSeen;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Replaces pods that don't run as the spec asks, one at a time, and never at the price of the next failover.
 *
 * <ol>
 *   <li>Not while paused, while a request runs, or while members are beyond the spec's replicas.
 *   <li>A pod that never came up, or of a version that isn't understood, of a member nobody counts on, goes first: so a rollout that a bad
 *       image halted goes on once the spec is mended.
 *   <li>Else everybody must be back, whoever was replaced before: a member that doesn't come back halts the rollout.
 *   <li>Followers outside the rule, then those of the rule, which leave it first where others can take their place.
 *   <li>The leader last, by a {@linkplain HandOver hand-over}: then it is a follower. A single member is replaced where it stands.
 * </ol>
 *
 * <p>Keeps I2 and I8: a member's process may go at any time; this only sees to it that the leader could be lost while it is away.
 */
final class Rollout {
    private Rollout() {}

    /** Whose pod is to be replaced next; null for nobody, or nobody yet. */
    static @Nullable MemberSeen next(Situation now) {
        if (now.seen().paused() || now.running() != null || !ScaleIn.beyond(now).isEmpty()) {
            return null;
        }
        List<MemberSeen> outdated =
                now.members().stream().filter(Rollout::isOutdated).toList();
        for (MemberSeen member : outdated) {
            if (!member.name().equals(now.record().leader()) && isOfNoUse(now, member)) {
                return member;
            }
        }
        if (!notBack(now).isEmpty()) {
            return null;
        }
        return outdated.stream()
                .min(Comparator.<MemberSeen, Boolean>comparing(
                                member -> member.name().equals(now.record().leader()))
                        .thenComparing(member -> isCountedOn(now, member))
                        .thenComparing(MemberSeen::name))
                .orElse(null);
    }

    static void decide(Situation now, Draft draft) {
        MemberSeen next = next(now);
        if (next == null) {
            return;
        }
        if (isOfNoUse(now, next) && !next.name().equals(now.record().leader())) {
            replace(next, "it is of no use, and doesn't run as the spec asks", draft);
            return;
        }
        boolean single = now.members().size() == 1;
        if (!single && next.name().equals(now.record().leader())) {
            return; // it hands over first
        }
        if (isCountedOn(now, next) && canDoWithout(now, next)) {
            draft.waitFor(next.name()); // the rule changes first
            draft.wakeWithin(now.timing().busy());
            return;
        }
        if (!single && !Readiness.of(now).ready()) {
            return;
        }
        replace(next, "it doesn't run as the spec asks", draft);
    }

    private static void replace(MemberSeen member, String why, Draft draft) {
        PodSeen pod = Objects.requireNonNull(member.pod());
        draft.add(new Action.ReplacePod(member.name(), pod.uid(), why));
        draft.report(EventKind.POD_REPLACED, pod.name() + " is replaced: " + why);
    }

    static boolean isOutdated(MemberSeen member) {
        return member.pod() != null && member.pod().outdated() && !member.pod().deleting();
    }

    /** Nobody can count on it: it never came up, or speaks what this operator doesn't understand. */
    private static boolean isOfNoUse(Situation now, MemberSeen member) {
        return member.notUnderstood() != null
                || member.pod() != null && !member.pod().started() && !now.alive(member);
    }

    /** Whose process is away, or not level yet. */
    private static SortedSet<MemberName> notBack(Situation now) {
        SortedSet<MemberName> missing = new TreeSet<>();
        for (MemberSeen member : now.members()) {
            MemberStatus answer = member.answer();
            boolean serves = answer != null
                    && now.alive(member)
                    && switch (answer.state()) {
                        // Paused: it is handing over, perhaps for this very rollout.
                        case STREAMING, OPEN, PAUSED -> true;
                        default -> false;
                    };
            if (!serves || now.leaving(member)) {
                missing.add(member.name());
            }
        }
        return missing;
    }

    private static boolean isCountedOn(Situation now, MemberSeen member) {
        MemberStatus.Leading leading = now.leading();
        return now.record().base() != null
                        && now.record().base().rule().followers().containsKey(member.name())
                || leading != null
                        && leading.proposals().stream()
                                .anyMatch(
                                        proposal -> proposal.rule().followers().containsKey(member.name()));
    }

    private static boolean canDoWithout(Situation now, MemberSeen member) {
        MemberStatus.Leading leading = now.leading();
        return leading != null
                && now.record().base() != null
                && !QuorumChoice.whileOpen(now, leading, now.record().base().rule())
                        .followers()
                        .containsKey(member.name());
    }
}

package dev.baton.operator.decide;

import dev.baton.operator.observe.MemberSeen;
import dev.baton.operator.observe.Wish;
import dev.baton.operator.observe.Wish.Durability;
import dev.baton.operator.observe.Wish.Mode;
import dev.baton.protocol.CommitRule;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.LeadershipRecord;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.MemberStatus.FollowerProgress;
import dev.baton.protocol.QuorumRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rule {@code (S, k)} that the wish permits with the followers there are.
 *
 * <ul>
 *   <li>Synchronous: all that are up and caught up, {@code k = |S|}. Required: at least one.
 *   <li>SemiSynchronous: as many as asked for, {@code k = |S|}; those of the present rule before others. Required: not fewer.
 *   <li>Asynchronous: all that are up; leader and {@code k} are a majority of leader and {@code S}. Down to none.
 *   <li>A single member: none.
 *   <li>One whose pod is to be {@linkplain Rollout replaced} next only where it can't be done without.
 * </ul>
 *
 * <p>Keeps I6 and finding F6: a follower is taken in only while it holds this epoch's start record on the very volume it answers with.
 */
final class QuorumChoice {
    private QuorumChoice() {}

    /** The rule to open the record's epoch with; null when there are too few followers yet. */
    static @Nullable QuorumRule toOpen(Situation now, MemberStatus.Leading leading) {
        List<MemberSeen> ready = new ArrayList<>();
        boolean moreAreComing = false;
        for (MemberSeen member : now.others()) {
            if (holdsStart(member, leading)) {
                ready.add(member);
            } else {
                moreAreComing |= now.alive(member);
            }
        }
        boolean patient =
                moreAreComing && now.seen().record().ageMillis() < now.timing().straggler();
        Wish wish = now.wish();
        if (patient && (wish.mode() != Mode.SEMI_SYNCHRONOUS || ready.size() < asked(now))) {
            return null;
        }
        return rule(now, ready, 1);
    }

    /** The rule the open leader should have; the present one when nothing better is permitted. Its number is the next one. */
    static QuorumRule whileOpen(Situation now, MemberStatus.Leading leading, QuorumRule present) {
        List<MemberSeen> usable = new ArrayList<>();
        for (MemberSeen member : now.others()) {
            Incarnation recorded = present.followers().get(member.name());
            boolean kept = recorded != null && !isGone(now, member, recorded, leading);
            if (kept || holdsStart(member, leading) && isCaughtUp(now, member)) {
                usable.add(member);
            }
        }
        int next = present.number() + 1;
        QuorumRule better = rule(now, usable, next);
        if (better != null) {
            return better;
        }
        // Too few to do without those that are gone: writes wait for them, as Required asks. What may change is when
        // one counts.
        return present.commit() == CommitRule.SYNCHRONOUS
                ? new QuorumRule(
                        next,
                        present.followers(),
                        present.required(),
                        present.commit(),
                        now.wish().acknowledge())
                : present.numbered(next);
    }

    private static @Nullable QuorumRule rule(Situation now, List<MemberSeen> usable, int number) {
        Wish wish = now.wish();
        List<MemberSeen> preferred = new ArrayList<>(usable);
        LeadershipRecord.Base base = now.record().base();
        SortedMap<MemberName, Incarnation> before =
                base == null ? new TreeMap<>() : base.rule().followers();
        MemberSeen replaced = Rollout.next(now);
        preferred.sort(Comparator.<MemberSeen, Boolean>comparing(member -> !member.inSpec())
                .thenComparing(member -> now.leaving(member) || isSame(member, replaced))
                .thenComparing(member -> !before.containsKey(member.name()))
                .thenComparing(MemberSeen::name));
        int asked = asked(now);
        int least = wish.mode() == Mode.ASYNCHRONOUS || wish.durability() == Durability.PREFERRED
                ? 0
                : wish.mode() == Mode.SYNCHRONOUS ? Math.min(1, asked) : asked;
        // Nobody goes alone for a rollout or a scale-in: then the one to be replaced is counted on until it goes.
        int kept = Math.min(1, asked);
        List<MemberSeen> chosen = new ArrayList<>();
        for (MemberSeen member : preferred) {
            boolean wanted = wish.mode() == Mode.SEMI_SYNCHRONOUS
                    ? chosen.size() < asked
                    : member.inSpec() && asked > 0 && !isSame(member, replaced) || chosen.size() < kept;
            if (wanted) {
                chosen.add(member);
            }
        }
        if (chosen.size() < least) {
            return null;
        }
        SortedMap<MemberName, Incarnation> followers = new TreeMap<>();
        for (MemberSeen member : chosen) {
            MemberStatus answer = member.answer();
            Incarnation incarnation = answer == null ? before.get(member.name()) : answer.incarnation();
            if (incarnation == null) {
                return null;
            }
            followers.put(member.name(), incarnation);
        }
        boolean asynchronous = wish.mode() == Mode.ASYNCHRONOUS;
        int size = followers.size();
        return new QuorumRule(
                number,
                followers,
                asynchronous ? (size + 1) / 2 : size,
                asynchronous ? CommitRule.ASYNCHRONOUS : CommitRule.SYNCHRONOUS,
                wish.acknowledge());
    }

    private static boolean isSame(MemberSeen member, @Nullable MemberSeen other) {
        return other != null && member.name().equals(other.name());
    }

    /** How many synchronous followers the wish asks for at most. */
    private static int asked(Situation now) {
        Wish wish = now.wish();
        int others = wish.replicas() - 1;
        return wish.mode() == Mode.SEMI_SYNCHRONOUS ? Math.min(wish.synchronousFollowers(), others) : others;
    }

    /** Whether the leader and the follower agree on its volume, and it holds the start record there, synced. */
    private static boolean holdsStart(MemberSeen member, MemberStatus.Leading leading) {
        FollowerProgress progress = leading.follower(member.name());
        MemberStatus answer = member.answer();
        return progress != null
                && answer != null
                && progress.connected()
                && leading.startEnd() > 0
                && progress.flushed() >= leading.startEnd()
                && progress.incarnation().equals(answer.incarnation());
    }

    private static boolean isCaughtUp(Situation now, MemberSeen member) {
        MemberStatus answer = member.answer();
        return answer != null
                && answer.following() != null
                && answer.following().epoch().equals(now.epoch())
                && answer.following().caughtUp()
                && now.alive(member);
    }

    /** Whether the rule should do without this follower of it; not for a hiccup. */
    private static boolean isGone(
            Situation now, MemberSeen member, Incarnation recorded, MemberStatus.Leading leading) {
        if (now.volumeReplaced(member, recorded)) {
            return true;
        }
        FollowerProgress progress = leading.follower(member.name());
        if (progress == null) {
            // It hasn't come to this leader's door yet; the leader's own age tells for how long.
            return now.seen().record().ageMillis() >= now.timing().followerDead()
                    && (member.refused()
                            || member.silentMillis() >= now.timing().followerDead());
        }
        if (!progress.incarnation().equals(recorded) || progress.flushed() < leading.startEnd()) {
            return true;
        }
        return !progress.connected()
                && (progress.silentMillis() >= now.timing().followerDead()
                        || member.refused()
                                && progress.silentMillis() >= now.timing().gone());
    }
}

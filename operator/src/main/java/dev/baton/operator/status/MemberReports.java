package dev.baton.operator.status;

import dev.baton.crds.status.LagClass;
import dev.baton.crds.status.MemberReport;
import dev.baton.operator.observe.MemberSeen;
import dev.baton.protocol.LeadershipRecord;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberRole;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.MemberStatus;
import org.jspecify.annotations.Nullable;

/** What is said of one member. */
final class MemberReports {
    /** A member that was silent for less still is what it last said. */
    private static final long UNREACHABLE_MILLIS = 1000;

    private MemberReports() {}

    static MemberReport of(
            MemberSeen member,
            @Nullable Place place,
            @Nullable LeadershipRecord record,
            @Nullable MemberReport before) {
        MemberStatus status = member.answer();
        MemberState state = state(member);
        return new MemberReport(
                member.name().value(),
                place == null ? null : place.pod(),
                place == null ? null : place.node(),
                leads(member.name(), record) ? MemberRole.LEADER : MemberRole.FOLLOWER,
                state,
                lag(status, state, before == null ? null : before.lag()),
                seeded(status, state),
                lastError(member),
                status == null ? null : status.incarnation().value());
    }

    private static @Nullable String lastError(MemberSeen member) {
        MemberStatus status = member.answer();
        return status == null || status.lastError().isEmpty() ? member.notUnderstood() : status.lastError();
    }

    static MemberState state(MemberSeen member) {
        MemberStatus status = member.answer();
        if (status == null) {
            return member.notUnderstood() == null ? MemberState.STARTING : MemberState.UNREACHABLE;
        }
        boolean gone = member.silentMillis() >= UNREACHABLE_MILLIS || (member.refused() && member.silentMillis() > 0);
        return gone ? MemberState.UNREACHABLE : status.state();
    }

    /** The record says who leads: a deposed leader that nobody could tell so yet still believes that it does. */
    private static boolean leads(MemberName name, @Nullable LeadershipRecord record) {
        return record != null && name.equals(record.leader());
    }

    private static @Nullable LagClass lag(@Nullable MemberStatus status, MemberState state, @Nullable LagClass before) {
        if (status == null || status.following() == null || !status.following().connected()) {
            return null;
        }
        return state == MemberState.STREAMING || state == MemberState.CATCHING_UP
                ? LagClasses.of(status.following().lagMillis(), before)
                : null;
    }

    private static @Nullable Integer seeded(@Nullable MemberStatus status, MemberState state) {
        if (status == null || status.following() == null || state != MemberState.SEEDING) {
            return null;
        }
        int percent = status.following().seededPercent();
        return percent < 0 ? null : Math.min(percent, 100) / 10 * 10;
    }
}

package dev.baton.operator.status;

import dev.baton.crds.Labels;
import dev.baton.crds.status.MemberReport;
import dev.baton.crds.status.ReplicatedDatabaseStatus;
import dev.baton.operator.observe.MemberSeen;
import dev.baton.protocol.LeadershipRecord;
import dev.baton.protocol.LeadershipRecord.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes the status. It holds no position and no byte count of a running member, so that a database under load gives the same status again
 * and again, and nothing is written.
 */
public final class StatusComposer {
    private StatusComposer() {}

    public static ReplicatedDatabaseStatus compose(Account account) {
        LeadershipRecord record = account.seen().record().record();
        String leader = record != null && record.phase() == Phase.OPEN && record.leader() != null
                ? record.leader().value()
                : null;
        Long epoch = record == null ? null : Long.valueOf(record.epoch().number());
        Chronicle chronicle = account.chronicle();
        for (MemberSeen member : account.seen().members().values()) {
            if (member.answer() != null) {
                chronicle =
                        chronicle.withCut(member.name().value(), member.answer().lastCut());
            }
        }
        return new ReplicatedDatabaseStatus(
                account.generation(),
                leader,
                leaderSince(account, leader, epoch),
                epoch,
                account.seen().members().size(),
                (int) account.seen().members().keySet().stream()
                        .filter(name -> {
                            Place place = account.places().get(name);
                            return place != null && place.ready();
                        })
                        .count(),
                Labels.DATABASE + "=" + account.database(),
                Conditions.synchronousFollowers(record),
                account.image(),
                members(account, record),
                chronicle.requests(),
                chronicle.failovers(),
                new Conditions(account).all());
    }

    private static List<MemberReport> members(Account account, @Nullable LeadershipRecord record) {
        List<MemberReport> reports = new ArrayList<>();
        for (MemberSeen member : account.seen().members().values()) {
            MemberReport before = null;
            if (account.before() != null) {
                for (MemberReport report : account.before().members()) {
                    if (report.name().equals(member.name().value())) {
                        before = report;
                    }
                }
            }
            reports.add(MemberReports.of(member, account.places().get(member.name()), record, before));
        }
        return reports;
    }

    private static @Nullable Instant leaderSince(Account account, @Nullable String leader, @Nullable Long epoch) {
        if (leader == null) {
            return null;
        }
        ReplicatedDatabaseStatus before = account.before();
        if (before == null || !leader.equals(before.leader()) || !Objects.equals(epoch, before.epoch())) {
            return account.now();
        }
        return before.leaderSince() == null ? account.now() : before.leaderSince();
    }
}

package dev.baton.operator.decide;

import dev.baton.operator.observe.MemberSeen;
import dev.baton.operator.observe.Observation;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.LeadershipRecord;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.MemberStatus;
import java.util.TreeSet;

/**
 * Begins where there is no record to begin from: the first start, and a record that was lost or is stale.
 *
 * <ol>
 *   <li>Read past the cache before believing it.
 *   <li>Every member of the spec and every volume that isn't retired must answer; a volume not yet made is not a member gone.
 *   <li>All empty: the first start. None empty: the record was lost. Either way an epoch above every promise, with no base, so that the
 *       election asks all of them again.
 *   <li>Some empty, some not: a person must say which is true.
 * </ol>
 *
 * <p>Keeps I4 against findings F5 and F18: without a record, only all members together are known to contain the newest write. The swap
 * is refused should the record have changed since it was read.
 */
final class FirstElection {
    private FirstElection() {}

    static void decide(Observation seen, String evidence, Timing timing, Draft draft) {
        draft.judgement = evidence;
        draft.wakeWithin(timing.busy());
        if (!seen.record().fromServer()) {
            draft.add(new Action.ReadRecordAgain(evidence));
            return;
        }
        Epoch greatest = seen.record().record() == null
                ? Epoch.NONE
                : seen.record().record().epoch();
        TreeSet<String> empty = new TreeSet<>();
        TreeSet<String> holding = new TreeSet<>();
        for (MemberSeen member : seen.members().values()) {
            MemberStatus answer = member.answer();
            if (answer == null
                    || answer.state() == MemberState.STARTING
                    || member.refused()
                    || member.silentMillis() >= timing.silence()
                    || member.volumeUid() == null) {
                draft.waitFor(member.name());
                continue;
            }
            (answer.isEmpty() && answer.state() != MemberState.DAMAGED ? empty : holding)
                    .add(member.name().value());
            if (answer.promise().promised().isAfter(greatest)) {
                greatest = answer.promise().promised();
            }
        }
        if (!draft.waitingFor.isEmpty() || seen.members().isEmpty()) {
            draft.report(
                    EventKind.WAITING_FOR_MEMBERS,
                    evidence + "; every member must answer first, not yet: " + draft.waitingFor);
            return;
        }
        if (!empty.isEmpty() && !holding.isEmpty()) {
            draft.stalled = evidence + "; " + holding + " hold data, " + empty
                    + " are empty: restore the missing volumes, or delete those of the empty members' data you give up";
            draft.report(EventKind.VOLUMES_MIXED, draft.stalled);
            return;
        }
        boolean first = holding.isEmpty();
        LeadershipRecord record = LeadershipRecord.first(greatest.next());
        String reason = evidence + "; "
                + (first ? "all members are empty: first start" : "all members hold data: the greatest position leads");
        if (seen.record().leaseExists()) {
            draft.swap(record, reason);
        } else {
            draft.create(record, reason);
        }
        draft.report(first ? EventKind.FIRST_START : EventKind.RECORD_LOST, reason);
        draft.add(new Action.Mark(
                Succession.begun(
                        record.epoch(),
                        first ? Succession.Type.FIRST_START : Succession.Type.RECOVERY,
                        first ? Succession.Cause.FIRST_START : Succession.Cause.RECORD_LOST,
                        new TreeSet<>(java.util.Set.of("operator")),
                        null),
                Milestone.DETECTED));
    }
}

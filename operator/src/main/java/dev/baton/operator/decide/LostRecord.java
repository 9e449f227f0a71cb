package dev.baton.operator.decide;

import dev.baton.operator.observe.MemberSeen;
import dev.baton.operator.observe.Observation;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.LeadershipRecord;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.Promise;
import org.jspecify.annotations.Nullable;

/**
 * Tells a record that was lost, or restored from an older copy, from one that is merely young.
 *
 * <ol>
 *   <li>There is none: lost, or never made.
 *   <li>A member promised a greater epoch than the record's, or heard a greater rule number in its epoch: promises never run ahead of the
 *       record, so the record went back.
 *   <li>A member promised under another uid of the record, unless this record was itself made to replace that one: it then has no base
 *       and a greater epoch than any member had promised.
 * </ol>
 *
 * <p>Keeps I4 against finding F5: taken for current, an old record's fence would miss the followers that hold the newest writes.
 */
final class LostRecord {
    private LostRecord() {}

    /** What proves the record lost; null when nothing does. */
    static @Nullable String evidence(Observation seen) {
        LeadershipRecord record = seen.record().record();
        if (record == null) {
            return "there is no leadership record";
        }
        for (MemberSeen member : seen.members().values()) {
            MemberStatus answer = member.answer();
            String ahead = answer == null
                    ? null
                    : ahead(answer.promise(), record, seen.record().uid());
            if (ahead != null) {
                return member.name() + " " + ahead;
            }
        }
        return null;
    }

    private static @Nullable String ahead(Promise promise, LeadershipRecord record, String uid) {
        Epoch promised = promise.promised();
        if (promised.isAfter(record.epoch())) {
            return "promised epoch " + promised + ", the record says " + record.epoch();
        }
        int ruleNumber = record.phase() == LeadershipRecord.Phase.OPEN && record.base() != null
                ? record.base().rule().number()
                : 0;
        if (promised.equals(record.epoch()) && promise.ruleNumber() > ruleNumber) {
            return "heard rule " + promise.ruleNumber() + " of epoch " + promised + ", the record says " + ruleNumber;
        }
        boolean replaces = record.base() == null && promised.isBefore(record.epoch());
        if (!promise.recordUid().isEmpty() && !promise.recordUid().equals(uid) && !replaces) {
            return "promised epoch " + promised + " under record " + promise.recordUid() + ", not " + uid;
        }
        return null;
    }
}

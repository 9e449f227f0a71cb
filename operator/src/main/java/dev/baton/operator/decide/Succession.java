package dev.baton.operator.decide;

import dev.baton.protocol.Epoch;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.Position;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A change of leader, as far as known when it is said. Entries of one epoch are one change: a later one fills in what an earlier one
 * left empty or null, and overwrites nothing with null.
 *
 * @param type null when this step doesn't know it
 * @param judgedBy members, or {@code operator}, that called the old leader dead; or {@code person}
 * @param candidates who answered the fence
 * @param lossAccepted whether it was chosen past the fence, since a person accepted the loss
 * @param mayMiss whether acknowledged writes may be missing: see {@link Fence}
 */
public record Succession(
        Epoch epoch,
        @Nullable Type type,
        @Nullable Cause cause,
        SortedSet<String> judgedBy,
        @Nullable MemberName from,
        @Nullable MemberName to,
        List<Candidate> candidates,
        boolean lossAccepted,
        boolean mayMiss) {

    public enum Type {
        FIRST_START("FirstStart"),
        FAILOVER("Failover"),
        SWITCHOVER("Switchover"),
        RECOVERY("Recovery");

        private final String label;

        Type(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /** Why the leader changes. */
    public enum Cause {
        FIRST_START("FirstStart"),
        RECORD_LOST("LeadershipRecordLost"),
        LEADER_SILENT("LeaderSilent"),
        LEADER_DISK_STUCK("LeaderDiskStuck"),
        LEADER_PROCESS_ENDED("LeaderProcessEnded"),
        LEADER_RESTARTED("LeaderRestarted"),
        LEADER_DID_NOT_OPEN("LeaderDidNotOpen"),
        LEADER_LEAVING("LeaderLeaving"),
        ROLLOUT("Rollout"),
        REQUESTED("Requested");

        private final String label;

        Cause(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /** A member that answered the fence. */
    public record Candidate(MemberName name, Position position, Verdict verdict) {
        public enum Verdict {
            CHOSEN("Chosen"),
            /** Holds as much; another went first. */
            EQUAL("Equal"),
            BEHIND("Behind"),
            EMPTY("Empty"),
            DAMAGED("Damaged"),
            DIVERGED("Diverged");

            private final String label;

            Verdict(String label) {
                this.label = label;
            }

            public String label() {
                return label;
            }
        }
    }

    public Succession {
        judgedBy = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(judgedBy));
        candidates = List.copyOf(candidates);
    }

    static Succession begun(
            Epoch epoch, Type type, Cause cause, SortedSet<String> judgedBy, @Nullable MemberName from) {
        return new Succession(epoch, type, cause, judgedBy, from, null, List.of(), false, false);
    }

    static Succession chosen(
            Epoch epoch,
            @Nullable MemberName from,
            MemberName to,
            List<Candidate> candidates,
            boolean lossAccepted,
            boolean mayMiss) {
        return new Succession(epoch, null, null, new TreeSet<>(), from, to, candidates, lossAccepted, mayMiss);
    }

    static Succession reached(Epoch epoch, MemberName to) {
        return new Succession(epoch, null, null, new TreeSet<>(), null, to, List.of(), false, false);
    }

    public String summary() {
        return "epoch " + epoch + (cause == null ? "" : " " + cause.label()) + (from == null ? "" : " from " + from)
                + (to == null ? "" : " to " + to);
    }
}

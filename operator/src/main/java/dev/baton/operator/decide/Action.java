package dev.baton.operator.decide;

import dev.baton.operator.observe.RequestAnnotation;
import dev.baton.operator.observe.RequestState;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.LeadershipRecord;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberRole;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One thing to do, and why. Repeating any of them is harmless. Actions of one plan don't depend on each other's outcome, except that those
 * on the Service and on labels are to be carried out in the order given.
 */
public sealed interface Action {

    /** Why, in a few words, with names and numbers. */
    String reason();

    /** Make the Lease with this record in it; it must not exist yet. */
    record CreateRecord(LeadershipRecord record, String reason) implements Action {}

    /**
     * Replace the record, provided that the Lease still has this version. A conflict or an unknown outcome means: read again and decide
     * anew, never write again.
     */
    record SwapRecord(String expectedVersion, LeadershipRecord record, String reason) implements Action {}

    /** Read the record from the API server, past every cache, before the next observation. */
    record ReadRecordAgain(String reason) implements Action {}

    /**
     * Tell a member something. Its answer is a status like any other and enters the next observation; a refusal does nothing. Commands to
     * several members go out at the same time; one that is still under way to a member isn't sent to it again.
     */
    record Tell(MemberName member, ControlCommand command, String reason) implements Action {}

    /** Make the leader Service select this member, by one write. */
    record RouteLeader(MemberName member, String reason) implements Action {}

    /** Label the members' pods with their roles; members not named keep theirs. */
    record LabelRoles(SortedMap<MemberName, MemberRole> roles, String reason) implements Action {
        public LabelRoles {
            roles = Collections.unmodifiableSortedMap(new TreeMap<>(roles));
        }
    }

    /** Delete this very pod, to be made anew from its member's template. */
    record ReplacePod(MemberName member, String podUid, String reason) implements Action {}

    /** Take a member away: first its StatefulSet and pod, then, once they are gone, retire its volume or delete it, as the spec says. */
    record RetireMember(MemberName member, String reason) implements Action {}

    /** Add this request to {@code status.requests} as Pending, with a new id. */
    record RecordRequest(RequestAnnotation annotation, String reason) implements Action {}

    /** Remove the annotation (and accept-data-loss beside it) by a patch that tests its value. */
    record RemoveAnnotation(RequestAnnotation annotation, String reason) implements Action {}

    /**
     * Change a recorded request.
     *
     * @param code the reason as an API value
     * @param target the member the request was resolved to; null leaves it as it is
     * @param epoch the record's epoch at acceptance; null leaves it as it is
     */
    record UpdateRequest(
            String id,
            RequestState state,
            RequestReason code,
            String message,
            @Nullable MemberName target,
            @Nullable Epoch epoch)
            implements Action {
        @Override
        public String reason() {
            return message;
        }
    }

    /** Note in the failover history how far the change of leader to {@code succession.epoch()} has come; the time is the carrier's. */
    record Mark(Succession succession, Milestone milestone) implements Action {
        @Override
        public String reason() {
            return succession.summary();
        }
    }

    /** Publish an event. One of the same kind and message isn't published again while nothing changed. */
    record Report(EventKind kind, String message) implements Action {
        @Override
        public String reason() {
            return message;
        }
    }
}

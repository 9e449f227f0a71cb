package dev.baton.operator.observe;

import dev.baton.protocol.MemberName;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One database as an operator sees it at one moment: facts only.
 *
 * @param nowNanos the operator's monotonic clock
 * @param paused whether a person paused the database
 * @param members every member of the spec and of every volume with the database's label that isn't retired
 * @param routed the member that the leader Service selects; null for none
 * @param requests as recorded in the status, newest first
 * @param annotations request annotations on the resource now
 */
public record Observation(
        long nowNanos,
        Wish wish,
        boolean paused,
        RecordSeen record,
        SortedMap<MemberName, MemberSeen> members,
        @Nullable MemberName routed,
        List<RequestSeen> requests,
        List<RequestAnnotation> annotations) {

    public Observation {
        members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
        requests = List.copyOf(requests);
        annotations = List.copyOf(annotations);
        for (Map.Entry<MemberName, MemberSeen> member : members.entrySet()) {
            if (!member.getKey().equals(member.getValue().name())) {
                throw new IllegalArgumentException(member.getKey() + " is filed under another name: " + member);
            }
        }
    }

    public @Nullable MemberSeen member(@Nullable MemberName name) {
        return name == null ? null : members.get(name);
    }

    /** Milliseconds since {@code nanos}, rounded down, never negative. */
    public long millisSince(long nanos) {
        return Math.max(0, (nowNanos - nanos) / 1_000_000);
    }
}

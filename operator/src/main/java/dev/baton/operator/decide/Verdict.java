package dev.baton.operator.decide;

import dev.baton.protocol.MemberName;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the decisions found, for the status.
 *
 * @param leader who leads and is open; null for nobody
 * @param available whether writes are accepted now, as far as the newest answers tell
 * @param waitingFor members whose answer or progress the next step needs
 * @param judgement what is believed of the leader, in one sentence; empty when nothing is to be said
 * @param stalled why a person is needed; empty when nobody is
 */
public record Verdict(
        @Nullable MemberName leader,
        boolean available,
        FailoverReadiness failover,
        SortedSet<MemberName> waitingFor,
        String judgement,
        String stalled) {
    public Verdict {
        waitingFor = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(waitingFor));
    }
}

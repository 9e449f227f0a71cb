package dev.baton.operator.observe;

import dev.baton.protocol.LeadershipRecord;
import org.jspecify.annotations.Nullable;

/**
 * The leadership record as read.
 *
 * @param record its content; null when there is no Lease, or one without a record in it
 * @param uid of the Lease; empty when there is none
 * @param version the Lease's resourceVersion, which a swap must find unchanged; empty when there is none
 * @param fromServer whether it was read from the API server, not from a cache
 * @param readNanos when the read was <em>sent</em>, on the clock of {@link Observation#nowNanos}. A member that knows more than the record
 *     proves it lost only when the read was sent after the member had answered: else another operator may have swapped in between
 * @param ageMillis since the record was last swapped, by the Lease's renewTime; only deadlines that may be late or early rest on it
 */
public record RecordSeen(
        @Nullable LeadershipRecord record,
        String uid,
        String version,
        boolean fromServer,
        long readNanos,
        long ageMillis) {

    public boolean leaseExists() {
        return !uid.isEmpty();
    }
}

package dev.baton.operator.status;

import dev.baton.crds.status.ReplicatedDatabaseStatus;
import dev.baton.operator.decide.Verdict;
import dev.baton.operator.observe.Observation;
import dev.baton.protocol.MemberName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a status is made of.
 *
 * @param before the status as it stands; null for none yet
 * @param image what the members run or are being moved to; null while unknown
 * @param problems what keeps the database from becoming what the spec asks; the gravest first
 * @param now to the millisecond
 */
public record Account(
        String database,
        @Nullable Long generation,
        @Nullable ReplicatedDatabaseStatus before,
        Observation seen,
        Verdict verdict,
        Chronicle chronicle,
        Map<MemberName, Place> places,
        @Nullable String image,
        List<Problem> problems,
        Instant now) {}

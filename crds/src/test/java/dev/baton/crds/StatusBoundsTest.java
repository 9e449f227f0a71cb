package dev.baton.crds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.crds.status.Bounds;
import dev.baton.crds.status.Candidate;
import dev.baton.crds.status.CandidateVerdict;
import dev.baton.crds.status.FailoverCause;
import dev.baton.crds.status.FailoverReport;
import dev.baton.crds.status.FailoverType;
import dev.baton.crds.status.LagClass;
import dev.baton.crds.status.MemberReport;
import dev.baton.crds.status.ReplicatedDatabaseStatus;
import dev.baton.crds.status.RequestReason;
import dev.baton.crds.status.RequestReport;
import dev.baton.crds.status.RequestState;
import dev.baton.crds.status.RequestType;
import dev.baton.protocol.MemberRole;
import dev.baton.protocol.MemberState;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusBoundsTest {
    private static final Instant TIME = Instant.parse("2026-11-22T21:40:03.123456789Z");
    private static final String MEMBER = "d".repeat(40) + "-12";
    private static final String POSITION = "123456:12345678901234";
    private static final String TOO_LONG = "e".repeat(10_000);

    @Test
    void theLongestStatusFitsInto32Kibibytes() {
        ReplicatedDatabaseStatus longest = new ReplicatedDatabaseStatus(
                123_456L,
                MEMBER,
                TIME,
                123_456L,
                7,
                7,
                "baton.dev/database=" + "d".repeat(40),
                Collections.nCopies(100, MEMBER),
                "registry.example/" + "i".repeat(200),
                Collections.nCopies(100, member()),
                Collections.nCopies(100, request()),
                Collections.nCopies(100, failover()),
                conditions());

        String json = new KubernetesSerialization().asJson(longest);

        assertThat(longest.members()).hasSize(Bounds.MEMBERS);
        assertThat(json.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(32 * 1024);
    }

    @Test
    void aTextIsCutWithAnEllipsis() {
        assertThat(Bounds.text("abcdef", 4)).isEqualTo("abc…");
        assertThat(Bounds.text("abcd", 4)).isEqualTo("abcd");
    }

    private static MemberReport member() {
        return new MemberReport(
                MEMBER,
                MEMBER + "-0",
                "n".repeat(Bounds.NODE),
                MemberRole.FOLLOWER,
                MemberState.UNREACHABLE,
                LagClass.UNDER_TEN_SECONDS,
                100,
                TOO_LONG,
                "5f0c2b1a-0000-4000-8000-123456789012");
    }

    private static RequestReport request() {
        return new RequestReport(
                "5f0c2b1a-0000-4000-8000-123456789012",
                RequestType.SWITCHOVER,
                MEMBER,
                RequestState.ROLLED_BACK,
                RequestReason.DATA_LOSS_WITHOUT_FAILOVER,
                TOO_LONG,
                TIME,
                TIME,
                123_456L,
                TOO_LONG);
    }

    private static FailoverReport failover() {
        return new FailoverReport(
                123_456L,
                FailoverType.SWITCHOVER,
                FailoverCause.LEADERSHIP_RECORD_LOST,
                Collections.nCopies(100, MEMBER),
                MEMBER,
                MEMBER,
                Collections.nCopies(100, new Candidate(MEMBER, POSITION, CandidateVerdict.UNREACHABLE)),
                false,
                true,
                123_456_789L,
                TIME,
                TIME,
                TIME,
                TIME);
    }

    private static List<Condition> conditions() {
        return Arrays.stream(ConditionType.values())
                .map(type -> new ConditionBuilder()
                        .withType(type.label())
                        .withStatus("Unknown")
                        .withReason(ConditionReason.VOLUMES_EXCEED_REPLICAS.label())
                        .withMessage(Bounds.text(TOO_LONG, Bounds.TEXT))
                        .withObservedGeneration(123_456L)
                        .withLastTransitionTime(TIME.toString())
                        .build())
                .toList();
    }
}

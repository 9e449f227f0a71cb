package dev.baton.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.crds.status.FailoverCause;
import dev.baton.crds.status.FailoverType;
import dev.baton.crds.status.RequestState;
import dev.baton.operator.decide.Action;
import dev.baton.operator.decide.Milestone;
import dev.baton.operator.decide.Succession;
import dev.baton.operator.observe.RequestAnnotation;
import dev.baton.operator.observe.RequestType;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberStatus;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ChronicleTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Chronicle BLANK = Chronicle.of(null);

    @Test
    void a_request_is_pending_first_and_keeps_what_was_beside_it() {
        Chronicle story = BLANK.with(
                new Action.RecordRequest(new RequestAnnotation(RequestType.FAILOVER, "auto", "7", false), ""),
                "8c1e",
                NOON);
        assertThat(story.requests()).singleElement().satisfies(request -> {
            assertThat(request.state()).isEqualTo(RequestState.PENDING);
            assertThat(request.acceptDataLoss()).isEqualTo("7");
            assertThat(request.completedTime()).isNull();
        });
        Chronicle accepted = story.with(
                new Action.UpdateRequest(
                        "8c1e",
                        dev.baton.operator.observe.RequestState.ACCEPTED,
                        dev.baton.operator.decide.RequestReason.RUNNING,
                        "",
                        new MemberName("orders-1"),
                        new Epoch(7)),
                NOON.plusSeconds(1));
        assertThat(accepted.requests()).singleElement().satisfies(request -> {
            assertThat(request.target()).isEqualTo("orders-1");
            assertThat(request.acceptedEpoch()).isEqualTo(7);
            assertThat(request.receivedTime()).isEqualTo(NOON);
            assertThat(request.completedTime()).isNull();
        });
    }

    @Test
    void only_the_newest_five_requests_are_kept() {
        Chronicle story = BLANK;
        for (int i = 0; i < 9; i++) {
            story = story.with(
                    new Action.RecordRequest(new RequestAnnotation(RequestType.SWITCHOVER, "auto", null, false), ""),
                    "id" + i,
                    NOON);
        }
        assertThat(story.requests()).extracting("id").containsExactly("id8", "id7", "id6", "id5", "id4");
    }

    @Test
    void a_change_of_leader_is_told_in_steps_each_with_its_first_time() {
        Chronicle story = BLANK.with(mark(Milestone.DETECTED, "orders-0", null), NOON)
                .with(mark(Milestone.FENCED, null, "orders-1"), NOON.plusSeconds(1))
                .with(mark(Milestone.FENCED, null, "orders-1"), NOON.plusSeconds(2))
                .with(mark(Milestone.SERVING, null, null), NOON.plusSeconds(3));
        assertThat(story.failovers()).singleElement().satisfies(report -> {
            assertThat(report.type()).isEqualTo(FailoverType.FAILOVER);
            assertThat(report.cause()).isEqualTo(FailoverCause.LEADER_SILENT);
            assertThat(report.from()).isEqualTo("orders-0");
            assertThat(report.to()).isEqualTo("orders-1");
            assertThat(report.fencedTime()).isEqualTo(NOON.plusSeconds(1));
            assertThat(report.promotedTime()).isNull();
            assertThat(report.servingTime()).isEqualTo(NOON.plusSeconds(3));
        });
    }

    @Test
    void what_the_old_leader_cut_off_is_told_once() {
        Chronicle story = BLANK.with(mark(Milestone.DETECTED, "orders-0", null), NOON);
        assertThat(story.withCut("orders-2", new MemberStatus.Cut(new Epoch(8), 10, 20, 3)))
                .isEqualTo(story);
        Chronicle told = story.withCut("orders-0", new MemberStatus.Cut(new Epoch(8), 10, 20, 3));
        assertThat(told.failovers().getFirst().discardedWrites()).isEqualTo(3);
        assertThat(told.withCut("orders-0", new MemberStatus.Cut(new Epoch(8), 10, 20, 9)))
                .isEqualTo(told);
        assertThat(told.withCut("orders-0", null)).isEqualTo(told);
    }

    @Test
    void that_writes_may_be_missing_stays_on_record() {
        Chronicle told = new Chronicle(List.of(), List.of())
                .with(
                        new Action.Mark(
                                new Succession(
                                        new Epoch(8),
                                        null,
                                        null,
                                        new TreeSet<>(),
                                        new MemberName("orders-0"),
                                        new MemberName("orders-1"),
                                        List.of(),
                                        false,
                                        true),
                                Milestone.FENCED),
                        NOON)
                .with(mark(Milestone.SERVING, null, "orders-1"), NOON);
        assertThat(told.failovers().getFirst().writesMayBeMissing()).isTrue();
        assertThat(new Chronicle(List.of(), List.of())
                        .with(mark(Milestone.FENCED, "orders-0", "orders-1"), NOON)
                        .failovers()
                        .getFirst()
                        .writesMayBeMissing())
                .isNull();
    }

    private static Action.Mark mark(
            Milestone milestone,
            @org.jspecify.annotations.Nullable String from,
            @org.jspecify.annotations.Nullable String to) {
        return new Action.Mark(
                new Succession(
                        new Epoch(8),
                        milestone == Milestone.DETECTED ? Succession.Type.FAILOVER : null,
                        milestone == Milestone.DETECTED ? Succession.Cause.LEADER_SILENT : null,
                        new TreeSet<>(),
                        from == null ? null : new MemberName(from),
                        to == null ? null : new MemberName(to),
                        List.of(),
                        false,
                        false),
                milestone);
    }
}

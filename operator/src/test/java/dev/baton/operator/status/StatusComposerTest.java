package dev.baton.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.crds.ConditionReason;
import dev.baton.crds.status.LagClass;
import dev.baton.crds.status.ReplicatedDatabaseStatus;
import dev.baton.operator.decide.FailoverReadiness;
import dev.baton.operator.decide.Verdict;
import dev.baton.operator.observe.MemberSeen;
import dev.baton.operator.observe.Observation;
import dev.baton.operator.observe.RecordSeen;
import dev.baton.operator.observe.StatusSeen;
import dev.baton.operator.observe.Wish;
import dev.baton.protocol.Acknowledge;
import dev.baton.protocol.CommitRule;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.LeadershipRecord;
import dev.baton.protocol.MemberLimits;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.Position;
import dev.baton.protocol.Promise;
import dev.baton.protocol.ProtocolVersion;
import dev.baton.protocol.QuorumRule;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StatusComposerTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final MemberName ZERO = new MemberName("orders-0");
    private static final MemberName ONE = new MemberName("orders-1");
    private static final MemberName TWO = new MemberName("orders-2");

    @Test
    void all_conditions_are_there_from_the_first_status_on() {
        ReplicatedDatabaseStatus status =
                StatusComposer.compose(new World().noRecord().account());
        assertThat(status.conditions())
                .extracting(Condition::getType)
                .containsExactly("Ready", "Available", "FailoverReady", "Reconciling", "Stalled", "Paused");
        assertThat(status.conditions()).allSatisfy(condition -> {
            assertThat(condition.getObservedGeneration()).isEqualTo(4);
            assertThat(condition.getReason()).isNotEmpty();
            assertThat(condition.getLastTransitionTime()).isEqualTo("2026-11-22T12:00:00Z");
        });
        assertThat(condition(status, "Available").getReason()).isEqualTo("Starting");
        assertThat(status.leader()).isNull();
    }

    @Test
    void a_healthy_database_is_ready() {
        ReplicatedDatabaseStatus status = StatusComposer.compose(new World().account());
        assertThat(condition(status, "Ready").getStatus()).isEqualTo("True");
        assertThat(condition(status, "Available").getStatus()).isEqualTo("True");
        assertThat(condition(status, "FailoverReady").getStatus()).isEqualTo("True");
        assertThat(condition(status, "Reconciling").getStatus()).isEqualTo("False");
        assertThat(status.leader()).isEqualTo("orders-0");
        assertThat(status.epoch()).isEqualTo(7);
        assertThat(status.synchronousFollowers()).containsExactly("orders-1");
        assertThat(status.readyReplicas()).isEqualTo(3);
        assertThat(status.selector()).isEqualTo("baton.dev/database=orders");
    }

    @Test
    void a_second_look_at_the_same_gives_the_same() {
        World world = new World();
        ReplicatedDatabaseStatus first = StatusComposer.compose(world.account());
        world.before = first;
        world.now = NOON.plusSeconds(600);
        world.offset = 999_999;
        assertThat(StatusComposer.compose(world.account())).isEqualTo(first);
    }

    @Test
    void a_condition_that_turns_says_since_when() {
        World world = new World();
        world.before = StatusComposer.compose(world.account());
        world.now = NOON.plusSeconds(60);
        world.available = false;
        ReplicatedDatabaseStatus status = StatusComposer.compose(world.account());
        assertThat(condition(status, "Available").getLastTransitionTime()).isEqualTo("2026-11-22T12:01:00Z");
        assertThat(condition(status, "Paused").getLastTransitionTime()).isEqualTo("2026-11-22T12:00:00Z");
    }

    @Test
    void a_member_that_is_silent_for_a_second_is_unreachable() {
        World world = new World();
        world.silentMillis = 900;
        assertThat(StatusComposer.compose(world.account()).members().get(2).state())
                .isEqualTo("Streaming");
        world.silentMillis = 1000;
        ReplicatedDatabaseStatus status = StatusComposer.compose(world.account());
        assertThat(status.members().get(2).state()).isEqualTo("Unreachable");
        assertThat(condition(status, "Ready").getReason()).isEqualTo("MembersNotReady");
        assertThat(condition(status, "Ready").getMessage()).contains("orders-2");
    }

    @Test
    void a_member_that_is_not_understood_waits_for_a_person_and_is_not_taken_for_a_new_one() {
        World world = new World();
        world.notUnderstood = "orders-2 speaks protocol version 9";
        ReplicatedDatabaseStatus status = StatusComposer.compose(world.account());
        assertThat(condition(status, "Stalled").getReason()).isEqualTo("ProtocolUnknown");
        assertThat(condition(status, "Ready").getMessage()).contains("orders-2 speaks protocol version 9");
        assertThat(condition(status, "Available").getStatus()).isEqualTo("True");
        assertThat(status.members().get(2).state()).isEqualTo("Unreachable");
        assertThat(status.members().get(2).lastError()).contains("protocol version 9");
    }

    @Test
    void it_is_not_ready_before_every_member_keeps_to_the_limits_of_the_spec() {
        World world = new World();
        world.limits = new MemberLimits(64 << 20, 99);
        Condition ready = condition(StatusComposer.compose(world.account()), "Ready");
        assertThat(ready.getStatus()).isEqualTo("False");
        assertThat(ready.getMessage()).contains("don't keep to the limits");
    }

    @Test
    void a_diverged_member_waits_for_a_person_and_the_condition_says_how_to_give_its_copy_up() {
        World world = new World();
        world.stateOfTwo = MemberState.DIVERGED;
        world.lastError = "its log is committed up to offset 300";
        ReplicatedDatabaseStatus status = StatusComposer.compose(world.account());
        Condition stalled = condition(status, "Stalled");
        assertThat(stalled.getReason()).isEqualTo("MemberDiverged");
        assertThat(stalled.getMessage())
                .contains("kubectl delete pvc orders-2", "delete pod orders-2-0", "committed up to offset 300");
        assertThat(condition(status, "Available").getStatus()).isEqualTo("True");
        assertThat(status.members().get(2).state()).isEqualTo("Diverged");
    }

    @Test
    void the_record_says_who_leads_and_not_who_thinks_so() {
        World world = new World();
        ReplicatedDatabaseStatus status = StatusComposer.compose(world.account());
        assertThat(status.members()).extracting("role").containsExactly("Leader", "Follower", "Follower");
        world.electing();
        status = StatusComposer.compose(world.account());
        assertThat(status.members()).extracting("role").containsOnly("Follower");
        assertThat(status.leader()).isNull();
        assertThat(status.synchronousFollowers()).isEmpty();
        assertThat(condition(status, "Available").getReason()).isEqualTo("FailoverInProgress");
    }

    @Test
    void gone_alone_it_is_available_and_its_loss_would_not_be_made_good() {
        World world = new World();
        world.failover = new FailoverReadiness(false, FailoverReadiness.Reason.GONE_ALONE, "orders-0 ran alone");
        ReplicatedDatabaseStatus status = StatusComposer.compose(world.account());
        assertThat(condition(status, "Available").getStatus()).isEqualTo("True");
        assertThat(condition(status, "FailoverReady").getStatus()).isEqualTo("False");
        assertThat(condition(status, "FailoverReady").getReason()).isEqualTo("GoneAlone");
    }

    @Test
    void manual_policy_names_the_way_out() {
        World world = new World();
        world.available = false;
        world.judgement = "orders-0 is silent";
        world.policy = Wish.FailoverPolicy.MANUAL;
        Condition available = condition(StatusComposer.compose(world.account()), "Available");
        assertThat(available.getReason()).isEqualTo("WaitingForRequest");
        assertThat(available.getMessage()).contains("baton.dev/failover=auto");
    }

    @Test
    void what_needs_a_person_is_stalled_and_what_does_not_is_reconciling() {
        World world = new World();
        world.problems = List.of(new Problem(ConditionReason.STORAGE_CLASS_NOT_FOUND, true, "no class gold"));
        ReplicatedDatabaseStatus status = StatusComposer.compose(world.account());
        assertThat(condition(status, "Stalled").getReason()).isEqualTo("StorageClassNotFound");
        assertThat(condition(status, "Ready").getMessage()).isEqualTo("no class gold");
        assertThat(condition(status, "Reconciling").getStatus()).isEqualTo("False");
        world.problems = List.of(new Problem(ConditionReason.POD_UNSCHEDULABLE, false, "no node"));
        status = StatusComposer.compose(world.account());
        assertThat(condition(status, "Stalled").getStatus()).isEqualTo("False");
        assertThat(condition(status, "Reconciling").getReason()).isEqualTo("PodUnschedulable");
    }

    @Test
    void a_status_under_load_holds_no_position_and_stays_small() {
        World world = new World();
        world.lastError = "x".repeat(100_000);
        ReplicatedDatabaseStatus status = StatusComposer.compose(world.account());
        assertThat(status.members().get(2).lastError()).hasSizeLessThanOrEqualTo(512);
        assertThat(status.toString())
                .doesNotContain(Long.toString(world.offset))
                .hasSizeLessThan(32 * 1024);
    }

    @Test
    void a_lag_at_a_bound_does_not_go_to_and_fro() {
        assertThat(LagClasses.of(999, null)).isEqualTo(LagClass.UNDER_ONE_SECOND);
        assertThat(LagClasses.of(1000, LagClass.UNDER_ONE_SECOND)).isEqualTo(LagClass.UNDER_TEN_SECONDS);
        assertThat(LagClasses.of(990, LagClass.UNDER_TEN_SECONDS)).isEqualTo(LagClass.UNDER_TEN_SECONDS);
        assertThat(LagClasses.of(700, LagClass.UNDER_TEN_SECONDS)).isEqualTo(LagClass.UNDER_ONE_SECOND);
        assertThat(LagClasses.of(70_000, LagClass.UNDER_TEN_SECONDS)).isEqualTo(LagClass.OVER_ONE_MINUTE);
    }

    private static Condition condition(ReplicatedDatabaseStatus status, String type) {
        return status.conditions().stream()
                .filter(condition -> condition.getType().equals(type))
                .findFirst()
                .orElseThrow();
    }

    /** Three members, the first of which leads epoch 7 with the second's consent, all well. */
    private static final class World {
        @Nullable
        ReplicatedDatabaseStatus before;

        Instant now = NOON;
        boolean available = true;
        String judgement = "";
        String lastError = "";
        long silentMillis;
        MemberState stateOfTwo = MemberState.STREAMING;
        MemberLimits limits = new MemberLimits(64 << 20, 100);

        @Nullable
        String notUnderstood;

        long offset = 88_120_777;
        FailoverReadiness failover = new FailoverReadiness(true, FailoverReadiness.Reason.READY, "orders-1 could");
        Wish.FailoverPolicy policy = Wish.FailoverPolicy.AUTOMATIC;
        List<Problem> problems = List.of();

        @Nullable
        LeadershipRecord record = LeadershipRecord.first(new Epoch(7))
                .led(ZERO, new Incarnation("a"))
                .open(new QuorumRule(
                        1,
                        new TreeMap<>(Map.of(ONE, new Incarnation("b"))),
                        1,
                        CommitRule.SYNCHRONOUS,
                        Acknowledge.FLUSHED));

        World noRecord() {
            record = null;
            available = false;
            return this;
        }

        void electing() {
            if (record != null) {
                record = record.electing(new Epoch(8));
            }
            available = false;
        }

        Account account() {
            SortedMap<MemberName, MemberSeen> members = new TreeMap<>();
            members.put(ZERO, member(ZERO, "a", MemberState.OPEN, 0));
            members.put(ONE, member(ONE, "b", MemberState.STREAMING, 0));
            members.put(
                    TWO,
                    notUnderstood == null
                            ? member(TWO, "c", stateOfTwo, silentMillis)
                            : new MemberSeen(TWO, true, "volume", null, null, 0, false, null, notUnderstood));
            Observation seen = new Observation(
                    0,
                    new Wish(
                            3,
                            Wish.Mode.SEMI_SYNCHRONOUS,
                            1,
                            Wish.Durability.REQUIRED,
                            Acknowledge.FLUSHED,
                            policy,
                            null,
                            3000,
                            new MemberLimits(64 << 20, 100)),
                    false,
                    new RecordSeen(record, "lease", "1", true, 0, 0),
                    members,
                    ZERO,
                    List.of(),
                    List.of());
            return new Account(
                    "orders",
                    4L,
                    before,
                    seen,
                    new Verdict(available ? ZERO : null, available, failover, new TreeSet<>(), judgement, ""),
                    Chronicle.of(before),
                    Map.of(
                            ZERO, new Place("orders-0-0", "worker", true),
                            ONE, new Place("orders-1-0", "worker2", true),
                            TWO, new Place("orders-2-0", "worker3", true)),
                    "baton-node:1",
                    problems,
                    now);
        }

        private MemberSeen member(MemberName name, String incarnation, MemberState state, long silent) {
            MemberStatus status = new MemberStatus(
                    name,
                    new Incarnation(incarnation),
                    1,
                    "boot",
                    ProtocolVersion.SPOKEN,
                    state,
                    Promise.NONE,
                    new Position(new Epoch(7), offset),
                    new Position(new Epoch(7), offset),
                    0,
                    offset,
                    offset,
                    false,
                    false,
                    0,
                    0,
                    null,
                    state == MemberState.OPEN
                            ? null
                            : new MemberStatus.Following(new Epoch(7), ZERO, true, true, 5, 0, offset, 20, -1),
                    null,
                    limits,
                    name.equals(TWO) ? lastError : "");
            return new MemberSeen(name, true, "volume", null, new StatusSeen(status, 0, ""), silent, false, null);
        }
    }
}

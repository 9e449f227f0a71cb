package dev.baton.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.operator.observe.RequestAnnotation;
import dev.baton.operator.observe.RequestType;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.LeadershipRecord.Phase;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.Position;
import dev.baton.protocol.Promise;
import org.junit.jupiter.api.Test;

class FirstElectionTest {
    @Test
    void allEmptyIsAFirstStart() {
        World world = World.empty(3);
        var created = world.all(Action.CreateRecord.class);
        assertThat(created).hasSize(1);
        assertThat(created.getFirst().record().epoch()).isEqualTo(new Epoch(1));
        assertThat(created.getFirst().record().phase()).isEqualTo(Phase.ELECTING);
        assertThat(created.getFirst().record().base()).isNull();
        assertThat(world.all(Action.Tell.class)).isEmpty();
    }

    @Test
    void oneThatHasNotAnsweredHoldsTheFirstStartUp() {
        World world = World.empty(3);
        world.box(2).silentEver = true;
        assertThat(world.all(Action.CreateRecord.class)).isEmpty();
        assertThat(world.plan().verdict().waitingFor()).containsExactly(new MemberName("orders-2"));
    }

    @Test
    void aVolumeNotYetMadeIsNotAMemberGone() {
        World world = World.empty(3);
        world.box(2).volume = null;
        assertThat(world.all(Action.CreateRecord.class)).isEmpty();
    }

    @Test
    void aVolumeBeyondTheSpecIsAskedToo() {
        World world = World.empty(3);
        world.box(2).inSpec = false;
        world.box(2).silentEver = true;
        assertThat(world.all(Action.CreateRecord.class)).isEmpty();
    }

    @Test
    void anAbsentRecordInTheCacheIsReadAgainFirst() {
        World world = World.empty(3);
        world.fromServer = false;
        assertThat(world.plan().actions()).singleElement().isInstanceOf(Action.ReadRecordAgain.class);
    }

    @Test
    void aLostRecordIsFollowedByAnEpochAboveEveryPromise() {
        World world = World.open(3, "orders-1");
        world.record = null;
        world.uid = "";
        world.box(2).promise = new Promise(new Epoch(9), Epoch.NONE, "old", 0);
        var created = world.all(Action.CreateRecord.class);
        assertThat(created.getFirst().record().epoch()).isEqualTo(new Epoch(10));
        assertThat(created.getFirst().record().base()).isNull();
    }

    @Test
    void someEmptyAndSomeNotIsForAPerson() {
        World world = World.open(3, "orders-1");
        world.record = null;
        world.uid = "";
        world.box(0).position = Position.EMPTY;
        assertThat(world.all(Action.CreateRecord.class)).isEmpty();
        assertThat(world.plan().verdict().stalled()).contains("orders-0");
    }

    @Test
    void damagedMembersAreNeverTakenForEmptyOnesWithoutARecord() {
        for (int members : new int[] {1, 3}) {
            World world = World.open(members, members == 1 ? new String[0] : new String[] {"orders-1"});
            world.record = null;
            world.uid = "";
            for (var box : world.boxes.values()) {
                box.restarts();
                box.position = Position.EMPTY;
                box.committed = 0;
                box.state = MemberState.DAMAGED;
            }
            world.plan().actions().forEach(world::carryOut);
            world.uid = "lease-2";
            for (int step = 0; step < 10; step++) {
                world.plan().actions().forEach(world::carryOut);
                world.boxes.values().forEach(box -> box.state = MemberState.DAMAGED);
            }
            assertThat(world.record().leader()).as("of %s", members).isNull();
            assertThat(world.plan().verdict().stalled()).contains("lost its data");
        }
    }

    @Test
    void aMemberThatPromisedMoreThanTheRecordSaysProvesItStale() {
        World world = World.open(3, "orders-1");
        world.box(2).promise = new Promise(new Epoch(5), Epoch.NONE, World.UID, 0);
        var swapped = world.swap();
        assertThat(swapped.epoch()).isEqualTo(new Epoch(6));
        assertThat(swapped.base()).isNull();
    }

    @Test
    void aHigherRuleNumberInTheSameEpochProvesItStale() {
        World world = World.open(3, "orders-1");
        world.box(1).promise = new Promise(new Epoch(1), Epoch.NONE, World.UID, 4);
        var swapped = world.swap();
        assertThat(swapped.base()).isNull();
    }

    @Test
    void anotherRecordsUidProvesItStale() {
        World world = World.open(3, "orders-1");
        world.uid = "restored";
        var swapped = world.swap();
        assertThat(swapped.epoch()).isEqualTo(new Epoch(2));
    }

    @Test
    void aStaleRecordWaitsForEveryMember() {
        World world = World.open(3, "orders-1");
        world.box(2).promise = new Promise(new Epoch(5), Epoch.NONE, World.UID, 0);
        world.box(0).dies();
        assertThat(world.swapped()).isNull();
        assertThat(world.all(Action.Tell.class)).isEmpty();
    }

    @Test
    void aRecordMadeAnewIsNotProvenStaleByPromisesToTheOldOne() {
        World world = World.open(3, "orders-1");
        world.record = null;
        world.uid = "";
        world.plan().actions().forEach(world::carryOut);
        world.uid = "lease-2";
        assertThat(world.told(dev.baton.protocol.ControlCommand.Fence.class)).hasSize(3);
    }

    @Test
    void aFirstStartEndsOpenRoutedAndQuiet() {
        World world = World.empty(3);
        world.settle(20, plan -> {});
        assertThat(world.record().phase()).isEqualTo(Phase.OPEN);
        assertThat(world.record().epoch()).isEqualTo(new Epoch(1));
        assertThat(world.base().rule().followers()).hasSize(1);
        assertThat(world.routed).isEqualTo(new MemberName("orders-0"));
        assertThat(world.plan().actions()).isEmpty();
        assertThat(world.plan().verdict().available()).isTrue();
        assertThat(world.plan().verdict().failover().ready()).isTrue();
    }

    @Test
    void aFirstLeaderLostBeforeItOpenedIsReplacedOnceItAnswers() {
        World world = World.empty(3);
        while (world.box(0).leading == null) {
            world.plan().actions().forEach(world::carryOut);
        }
        world.box(0).restarts();
        world.settle(20, plan -> {});
        assertThat(world.record().phase()).isEqualTo(Phase.OPEN);
        assertThat(world.record().epoch()).isEqualTo(new Epoch(2));
        assertThat(world.record().leader()).isEqualTo(new MemberName("orders-0"));
    }

    @Test
    void aSingleMemberLeadsAlone() {
        World world = World.empty(1);
        world.settle(20, plan -> {});
        assertThat(world.base().rule().followers()).isEmpty();
        assertThat(world.plan().verdict().failover().reason()).isEqualTo(FailoverReadiness.Reason.SINGLE_MEMBER);
    }

    @Test
    void aRequestIsRefusedWhileNobodyEverLed() {
        World world = World.empty(3);
        world.box(1).silentEver = true;
        world.annotations.add(new RequestAnnotation(RequestType.FAILOVER, "auto", null, false));
        for (int i = 0; i < 3; i++) {
            world.plan().actions().forEach(world::carryOut);
        }
        assertThat(world.requests.getFirst().state()).isEqualTo(dev.baton.operator.observe.RequestState.REFUSED);
    }
}

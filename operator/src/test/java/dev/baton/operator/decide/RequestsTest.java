package dev.baton.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.operator.observe.RequestAnnotation;
import dev.baton.operator.observe.RequestSeen;
import dev.baton.operator.observe.RequestState;
import dev.baton.operator.observe.RequestType;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.Position;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestsTest {
    private final World world = World.open(3, "orders-1");

    private void ask(RequestType type, String value) {
        world.annotations.add(new RequestAnnotation(type, value, null, false));
    }

    private void pending(RequestType type, String value) {
        world.requests.addFirst(new RequestSeen("r1", type, value, RequestState.PENDING, Epoch.NONE, null, 0));
    }

    private void accepted(RequestType type, String value, long inState) {
        world.requests.addFirst(new RequestSeen("r1", type, value, RequestState.ACCEPTED, new Epoch(1), null, inState));
    }

    private Action.UpdateRequest update() {
        var updates = world.all(Action.UpdateRequest.class);
        assertThat(updates).hasSize(1);
        return updates.getFirst();
    }

    @Test
    void anAnnotationIsRecordedThenRemovedThenAccepted() {
        ask(RequestType.SWITCHOVER, "orders-1");
        List<String> steps = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            world.plan().actions().forEach(action -> {
                steps.add(action.getClass().getSimpleName());
                world.carryOut(action);
            });
        }
        assertThat(steps).containsExactly("RecordRequest", "RemoveAnnotation", "UpdateRequest");
        assertThat(world.requests.getFirst().state()).isEqualTo(RequestState.ACCEPTED);
        assertThat(world.requests.getFirst().epoch()).isEqualTo(new Epoch(1));
    }

    @Test
    void oneDeclaredInAManifestIsLeftAlone() {
        world.annotations.add(new RequestAnnotation(RequestType.SWITCHOVER, "orders-1", null, true));
        assertThat(world.plan().actions()).singleElement().isInstanceOf(Action.Report.class);
    }

    @Test
    void anUnknownTargetIsRefusedAndTheMembersNamed() {
        pending(RequestType.SWITCHOVER, "orders-9");
        assertThat(update().state()).isEqualTo(RequestState.REFUSED);
        assertThat(update().code()).isEqualTo(RequestReason.UNKNOWN_TARGET);
        assertThat(update().message()).contains("orders-0", "orders-1", "orders-2");
    }

    @Test
    void aMemberThatIsAboutToBeTakenAwayDoesNotTakeOver() {
        pending(RequestType.SWITCHOVER, "orders-2");
        world.box("orders-2").inSpec = false;
        world.wish = World.wish(world.wish, 2, world.wish.mode(), null);
        assertThat(update().state()).isEqualTo(RequestState.REFUSED);
        assertThat(update().message()).contains("orders-2", "spec.replicas is 2");
    }

    @Test
    void aSwitchoverToAMemberThatWasTakenAwayIsRolledBackAtOnce() {
        accepted(RequestType.SWITCHOVER, "orders-2", 0);
        world.boxes.remove(new MemberName("orders-2"));
        assertThat(update().state()).isEqualTo(RequestState.ROLLED_BACK);
        assertThat(update().message()).contains("orders-2 was taken away");
    }

    @Test
    void anOperatorThatHasJustStartedHearsTheMembersFirst() {
        pending(RequestType.SWITCHOVER, "orders-1");
        world.boxes.values().forEach(box -> {
            box.silentEver = true;
            box.silent = 0;
        });
        assertThat(world.all(Action.UpdateRequest.class)).isEmpty();

        world.boxes.values().forEach(box -> box.silent = 5000);
        assertThat(update().code()).isEqualTo(RequestReason.NO_LEADER);
    }

    @Test
    void aPodsNameWillDo() {
        pending(RequestType.SWITCHOVER, "orders-2-0");
        assertThat(update().target()).isEqualTo(new MemberName("orders-2"));
    }

    @Test
    void autoTakesASynchronousFollower() {
        pending(RequestType.SWITCHOVER, "auto");
        assertThat(update().target()).isEqualTo(new MemberName("orders-1"));
    }

    @Test
    void aTargetThatIsNotStreamingIsRefused() {
        world.hears(world.box(2), false, 400, 0);
        pending(RequestType.SWITCHOVER, "orders-2");
        assertThat(update().code()).isEqualTo(RequestReason.TARGET_BEHIND);
    }

    @Test
    void theLeaderItselfNeedsNoSwitchover() {
        pending(RequestType.SWITCHOVER, "orders-0");
        assertThat(update().code()).isEqualTo(RequestReason.ALREADY_LEADER);
    }

    @Test
    void oneAtATime() {
        accepted(RequestType.SWITCHOVER, "orders-1", 0);
        world.requests.addFirst(
                new RequestSeen("r2", RequestType.FAILOVER, "auto", RequestState.PENDING, Epoch.NONE, null, 0));
        assertThat(update().id()).isEqualTo("r2");
        assertThat(update().code()).isEqualTo(RequestReason.ANOTHER_RUNNING);
    }

    @Test
    void aSwitchoverHoldsWritesBackAndSwapsOnceTheTargetIsLevel() {
        accepted(RequestType.SWITCHOVER, "orders-2", 0);
        assertThat(world.told(ControlCommand.Pause.class)).containsExactly(new MemberName("orders-0"));
        assertThat(world.swapped()).isNull();
        world.pausedFor(world.box(0), 400);
        world.box(2).position = new Position(new Epoch(1), 90);
        world.leads(world.box(0), world.base().rule(), List.of());
        assertThat(world.swapped()).isNull();
        world.box(2).position = world.box(0).position;
        world.leads(world.box(0), world.base().rule(), List.of());
        assertThat(world.swap().epoch()).isEqualTo(new Epoch(2));
    }

    @Test
    void aPauseThatMayHaveEndedPermitsNothing() {
        accepted(RequestType.SWITCHOVER, "orders-2", 0);
        world.pausedFor(world.box(0), 400);
        world.box(0).ageMillis = 400;
        assertThat(world.swapped()).isNull();
    }

    @Test
    void notInTimeIsRolledBack() {
        world.pausedFor(world.box(0), 400);
        world.pausedFor(world.box(0), 0);
        accepted(RequestType.SWITCHOVER, "orders-2", 600);
        assertThat(update().state()).isEqualTo(RequestState.ROLLED_BACK);
        assertThat(world.all(Action.Tell.class))
                .extracting(Action.Tell::command)
                .as("the pause that was seen, and one that may still be on its way")
                .contains(new ControlCommand.Resume(new Epoch(1), 2));
        assertThat(world.told(ControlCommand.Pause.class)).isEmpty();
    }

    @Test
    void aSwitchoverEndsWithTheTargetLeadingAndTheOldLeaderFollowing() {
        ask(RequestType.SWITCHOVER, "orders-2");
        world.settle(40, plan -> {});
        assertThat(world.record().leader()).isEqualTo(new MemberName("orders-2"));
        assertThat(world.record().epoch()).isEqualTo(new Epoch(2));
        assertThat(world.requests.getFirst().state()).isEqualTo(RequestState.SUCCEEDED);
        assertThat(world.routed).isEqualTo(new MemberName("orders-2"));
        assertThat(world.box(0).following).isNotNull();
        assertThat(world.plan().actions()).isEmpty();
    }

    @Test
    void aFailoverOnRequestActsAtOnceThoughPaused() {
        world.paused = true;
        accepted(RequestType.FAILOVER, "auto", 0);
        assertThat(world.swap().epoch()).isEqualTo(new Epoch(2));
    }

    @Test
    void aFailoverWhoseTargetHoldsLessSaysWhoLeads() {
        world.box(0).dies();
        world.box(2).position = new Position(new Epoch(1), 80);
        pending(RequestType.FAILOVER, "orders-2");
        world.settle(40, plan -> {});
        assertThat(world.record().leader()).isEqualTo(new MemberName("orders-1"));
        assertThat(world.requests.getFirst().state()).isEqualTo(RequestState.SUCCEEDED);
    }

    @Test
    void aLeaderAboutToEndHandsOver() {
        world.box(0).terminating = true;
        world.settle(40, plan -> {});
        assertThat(world.record().leader()).isEqualTo(new MemberName("orders-1"));
        assertThat(world.record().epoch()).isEqualTo(new Epoch(2));
    }
}

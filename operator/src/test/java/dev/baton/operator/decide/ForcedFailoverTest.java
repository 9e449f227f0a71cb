package dev.baton.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.operator.observe.RequestAnnotation;
import dev.baton.operator.observe.RequestSeen;
import dev.baton.operator.observe.RequestState;
import dev.baton.operator.observe.RequestType;
import dev.baton.operator.observe.Wish;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.LeadershipRecord.Phase;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.Position;
import org.junit.jupiter.api.Test;

/** orders-0 leads epoch 1 and orders-1 is its synchronous follower; orders-2 lacks what came last. */
class ForcedFailoverTest {
    private final World world = World.open(3, "orders-1");

    ForcedFailoverTest() {
        world.box(2).position = new Position(new Epoch(1), 80);
    }

    private void bothHoldersDie() {
        world.box(0).dies();
        world.box(1).dies();
        world.hears(world.box(2), false, 5000, 0);
    }

    private void request(
            RequestType type,
            String target,
            @org.jspecify.annotations.Nullable String loss,
            RequestState state,
            long epoch) {
        world.requests.addFirst(new RequestSeen("r1", type, target, state, new Epoch(epoch), loss, 0));
    }

    private void forced(String loss) {
        request(RequestType.FAILOVER, "orders-2", loss, RequestState.PENDING, 0);
    }

    private Action.UpdateRequest update() {
        var updates = world.all(Action.UpdateRequest.class);
        assertThat(updates).hasSize(1);
        return updates.getFirst();
    }

    @Test
    void withoutAcceptedLossAFailoverThatCannotBeSafeIsRefusedWithTheCommandThatCuresIt() {
        bothHoldersDie();
        request(RequestType.FAILOVER, "orders-2", null, RequestState.PENDING, 0);
        assertThat(update().state()).isEqualTo(RequestState.REFUSED);
        assertThat(update().code()).isEqualTo(RequestReason.FENCE_NOT_REACHABLE);
        assertThat(update().message()).contains("orders-1", "baton.dev/failover=orders-2 baton.dev/accept-data-loss=1");
    }

    @Test
    void anAutomaticFailoverThatCannotBeSafeBeginsNothingAndSaysHow() {
        bothHoldersDie();
        assertThat(world.swapped()).isNull();
        assertThat(world.plan().verdict().toString()).contains("baton.dev/accept-data-loss=1");
    }

    @Test
    void theEpochGivenUpMustBeThePresentOne() {
        bothHoldersDie();
        forced("7");
        assertThat(update().code()).isEqualTo(RequestReason.DATA_LOSS_OF_ANOTHER_EPOCH);
    }

    @Test
    void lossIsRefusedWhileTheFollowerThatHoldsEverythingAnswers() {
        world.box(0).dies();
        forced("1");
        assertThat(update().code()).isEqualTo(RequestReason.SAFE_FAILOVER_POSSIBLE);
    }

    @Test
    void lossIsRefusedWhileTheLeaderItselfAnswers() {
        world.box(1).dies();
        forced("1");
        assertThat(update().code()).isEqualTo(RequestReason.SAFE_FAILOVER_POSSIBLE);
    }

    @Test
    void lossGoesWithAFailoverOnly() {
        bothHoldersDie();
        request(RequestType.SWITCHOVER, "orders-2", "1", RequestState.PENDING, 0);
        assertThat(update().code()).isEqualTo(RequestReason.DATA_LOSS_WITHOUT_FAILOVER);
    }

    @Test
    void lossAloneAsksForNothing() {
        world.annotations.add(new RequestAnnotation(RequestType.FAILOVER, "", "1", false));
        world.settle(10, plan -> {});
        assertThat(world.annotations).isEmpty();
        assertThat(world.requests.getFirst().state()).isEqualTo(RequestState.REFUSED);
        assertThat(world.record().epoch()).isEqualTo(new Epoch(1));
    }

    @Test
    void itWaitsALeaseThenLeadsWithAStartMarkedAsLossy() {
        bothHoldersDie();
        request(RequestType.FAILOVER, "orders-2", "1", RequestState.ACCEPTED, 1);
        world.electing();
        world.fenced(world.box(2));
        world.recordAge = world.wish.leaseMillis() - 1;
        assertThat(world.swapped()).isNull();
        world.recordAge = world.wish.leaseMillis();
        assertThat(world.swap().phase()).isEqualTo(Phase.LED);
        assertThat(world.swap().leader()).isEqualTo(new MemberName("orders-2"));
        assertThat(world.swap().lossAccepted()).isTrue();
        assertThat(world.swap().base()).isEqualTo(world.record().base());
        world.record = world.swap();
        assertThat(world.all(Action.Tell.class))
                .extracting(Action.Tell::command)
                .filteredOn(ControlCommand.Lead.class::isInstance)
                .singleElement()
                .satisfies(lead ->
                        assertThat(((ControlCommand.Lead) lead).lossAccepted()).isTrue());
    }

    @Test
    void whatAnswersInTimeMakesItSafe() {
        bothHoldersDie();
        request(RequestType.FAILOVER, "orders-2", "1", RequestState.ACCEPTED, 1);
        world.electing();
        world.box(1).restarts();
        world.fenced(world.box(1));
        world.fenced(world.box(2));
        assertThat(world.swap().leader()).isEqualTo(new MemberName("orders-1"));
        assertThat(world.swap().lossAccepted()).isFalse();
    }

    @Test
    void itHoldsForNoElectionAfterTheOneThatOpened() {
        // epoch 2 was forced and has opened with orders-1 as its follower; both are lost before the request was
        // concluded
        bothHoldersDie();
        request(RequestType.FAILOVER, "orders-2", "1", RequestState.ACCEPTED, 1);
        world.electing();
        world.record = world.record()
                .ledWithLoss(world.box(0).name, new dev.baton.protocol.Incarnation("orders-0-data"))
                .open(world.base().rule());
        world.electing();
        world.fenced(world.box(2));
        world.recordAge = 60_000;
        assertThat(world.swapped()).isNull();
    }

    @Test
    void fromTheAnnotationToTheOpenEpochAndNoFurther() {
        bothHoldersDie();
        world.wish = new Wish(
                3,
                world.wish.mode(),
                1,
                Wish.Durability.PREFERRED,
                world.wish.acknowledge(),
                Wish.FailoverPolicy.AUTOMATIC,
                null,
                3000);
        world.annotations.add(new RequestAnnotation(RequestType.FAILOVER, "auto", "1", false));
        world.settle(100, plan -> {});
        assertThat(world.record().leader()).isEqualTo(new MemberName("orders-2"));
        assertThat(world.record().epoch()).isEqualTo(new Epoch(2));
        assertThat(world.record().lossAccepted()).isTrue();
        assertThat(world.requests.getFirst().state()).isEqualTo(RequestState.SUCCEEDED);
        assertThat(world.record().electing(new Epoch(3)).lossAccepted()).isFalse();
    }
}

package dev.baton.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.operator.observe.RequestSeen;
import dev.baton.operator.observe.RequestState;
import dev.baton.operator.observe.RequestType;
import dev.baton.operator.observe.Wish;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.MemberName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** orders-0 leads, orders-1 is its synchronous follower; the spec asks for other pods than they have. */
class RolloutTest {
    private final World world = World.open(3, "orders-1");

    RolloutTest() {
        world.boxes.values().forEach(box -> box.outdated = true);
    }

    private List<String> replaced() {
        return world.all(Action.ReplacePod.class).stream()
                .map(action -> action.member().value())
                .toList();
    }

    @Test
    void followersGoFirstTheOneNobodyCountsOnBeforeTheSynchronousOneAndTheLeaderLast() {
        List<String> order = new ArrayList<>();
        List<MemberName> leaders = new ArrayList<>();
        world.settle(
                200,
                plan -> plan.actions().forEach(action -> {
                    if (action instanceof Action.ReplacePod replace) {
                        order.add(replace.member().value());
                        leaders.add(world.record().leader());
                        assertThat(replace.member()).isNotEqualTo(world.record().leader());
                        assertThat(world.base().rule().followers())
                                .as("it left the rule first")
                                .doesNotContainKey(replace.member());
                    }
                }));
        assertThat(order).containsExactly("orders-2", "orders-1", "orders-0");
        assertThat(world.record().epoch()).as("one hand-over").isEqualTo(new Epoch(2));
        assertThat(world.boxes.values()).noneMatch(box -> box.outdated);
    }

    @Test
    void oneAtATime() {
        assertThat(replaced()).containsExactly("orders-2");
    }

    @Test
    void oneThatIsNotUnderstoodHaltsItAndGoesFirstOnceTheSpecIsMended() {
        world.box(2).outdated = false;
        world.box(2).notUnderstood = "it speaks another version";
        assertThat(replaced()).isEmpty();
        world.box(2).outdated = true;
        assertThat(replaced()).containsExactly("orders-2");
    }

    @Test
    void oneThatDoesNotComeBackHaltsIt() {
        world.box(2).outdated = false;
        world.box(2).dies();
        assertThat(replaced()).isEmpty();
    }

    @Test
    void oneThatIsStillSeededHaltsIt() {
        world.box(2).outdated = false;
        world.box(2).state = dev.baton.protocol.MemberState.SEEDING;
        assertThat(replaced()).isEmpty();
    }

    @Test
    void aPodThatNeverCameUpIsReplacedOnceTheSpecIsMended() {
        world.box(2).dies();
        world.box(2).started = false;
        assertThat(replaced()).containsExactly("orders-2");
    }

    @Test
    void aPauseHoldsIt() {
        world.paused = true;
        assertThat(replaced()).isEmpty();
    }

    @Test
    void aRunningRequestGoesFirst() {
        world.requests.add(new RequestSeen(
                "r1", RequestType.SWITCHOVER, "orders-1", RequestState.ACCEPTED, new Epoch(1), null, 0));
        assertThat(replaced()).isEmpty();
    }

    @Test
    void theOnlySynchronousFollowerIsReplacedWhileItIsCountedOn() {
        World two = World.open(2, "orders-1");
        two.box(1).outdated = true;
        assertThat(two.all(Action.ReplacePod.class)).hasSize(1);
        assertThat(two.swapped()).isNull();
    }

    @Test
    void allSynchronousFollowersLeaveTheRuleOneByOne() {
        World all = World.open(3, "orders-1", "orders-2").mode(Wish.Mode.SYNCHRONOUS);
        all.box(1).outdated = true;
        all.settle(
                100,
                plan -> plan.actions().forEach(action -> {
                    if (action instanceof Action.ReplacePod) {
                        assertThat(all.base().rule().followers()).containsOnlyKeys(new MemberName("orders-2"));
                    }
                }));
        assertThat(all.box(1).outdated).isFalse();
        assertThat(all.base().rule().followers()).hasSize(2);
    }

    @Test
    void aSingleMemberIsReplacedWhereItStands() {
        World single = World.open(1);
        single.wish = new Wish(
                1,
                single.wish.mode(),
                1,
                Wish.Durability.PREFERRED,
                single.wish.acknowledge(),
                Wish.FailoverPolicy.AUTOMATIC,
                null,
                3000);
        single.box(0).outdated = true;
        assertThat(single.all(Action.ReplacePod.class)).hasSize(1);
    }

    @Test
    void underPreferredTheLastFollowerOfTwoIsReplacedWhileItIsCountedOn() {
        World two = World.open(2, "orders-1").mode(Wish.Mode.SYNCHRONOUS).preferred();
        two.boxes.values().forEach(box -> box.outdated = true);
        assertThat(two.swapped()).as("nobody goes alone for a rollout").isNull();
        two.settle(200, plan -> {});
        assertThat(two.boxes.values()).noneMatch(box -> box.outdated);
    }
}

package dev.baton.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.operator.observe.Wish;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.MemberName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScaleInTest {
    /** Five members; the greatest ordinal leads with the next as its synchronous follower; the spec asks for so many. */
    private static World five(int replicas) {
        World world = World.open(5, "orders-3");
        world.box(0).leading = null;
        world.record = world.record()
                .electing(new Epoch(2))
                .led(world.box(4).name, new dev.baton.protocol.Incarnation("orders-4-data"))
                .open(world.base().rule());
        world.boxes.values().forEach(box -> {
            box.promise = new dev.baton.protocol.Promise(new Epoch(2), box.promise.led(), World.UID, 1);
            if (box != world.box(4)) {
                world.streams(box);
            }
        });
        world.leads(world.box(4), world.base().rule(), List.of());
        world.routed = world.box(4).name;
        world.wish = World.wish(world.wish, replicas, world.wish.mode(), null);
        for (int i = replicas; i < 5; i++) {
            world.box(i).inSpec = false;
        }
        return world;
    }

    @Test
    void theLeaderHandsOverTheFollowerLeavesTheRuleThenTheyGoTheGreatestOrdinalFirst() {
        World world = five(2);
        List<String> order = new ArrayList<>();
        world.settle(
                300,
                plan -> plan.actions().forEach(action -> {
                    if (action instanceof Action.RetireMember retire) {
                        order.add(retire.member().value());
                        assertThat(retire.member()).isNotEqualTo(world.record().leader());
                        assertThat(world.base().rule().followers()).doesNotContainKey(retire.member());
                        assertThat(Readiness.of(new Situation(world.observe(), world.record(), Timing.DEFAULT))
                                        .ready())
                                .isTrue();
                    }
                }));
        assertThat(order).contains("orders-2", "orders-3", "orders-4").doesNotHaveDuplicates();
        assertThat(world.boxes.keySet()).containsExactly(new MemberName("orders-0"), new MemberName("orders-1"));
        assertThat(world.record().leader()).isIn(world.boxes.keySet());
        assertThat(world.record().epoch()).isEqualTo(new Epoch(3));
    }

    @Test
    void nobodyGoesWhileTheLeaderCouldNotBeLost() {
        World world = five(4);
        world.box(4).inSpec = true;
        world.box(0).inSpec = false; // beyond, and not in the rule
        world.box(3).dies();
        world.hears(world.box(3), false, 5000, 0);
        assertThat(world.all(Action.RetireMember.class)).isEmpty();
    }

    @Test
    void aPauseHoldsIt() {
        World world = five(4);
        world.box(4).inSpec = true;
        world.box(0).inSpec = false;
        assertThat(world.all(Action.RetireMember.class)).hasSize(1);
        world.paused = true;
        assertThat(world.all(Action.RetireMember.class)).isEmpty();
    }

    @Test
    void downToASingleMemberWithoutLosingTheLastSecondCopyBeforeTheRuleIsWithoutIt() {
        World world = World.open(2, "orders-1");
        world.wish = new Wish(
                1,
                world.wish.mode(),
                1,
                Wish.Durability.PREFERRED,
                world.wish.acknowledge(),
                Wish.FailoverPolicy.AUTOMATIC,
                null,
                3000);
        world.box(1).inSpec = false;
        world.settle(
                100,
                plan -> plan.actions().forEach(action -> {
                    if (action instanceof Action.RetireMember) {
                        assertThat(world.base().rule().followers()).isEmpty();
                    }
                }));
        assertThat(world.boxes).hasSize(1);
    }
}

package dev.baton.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.operator.observe.Wish;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.MemberLimits;
import dev.baton.protocol.MemberName;
import org.junit.jupiter.api.Test;

/** The spec asks for other limits than the members have. */
class LimitingTest {
    private static final MemberLimits ASKED = new MemberLimits(64 << 20, 100);
    private final World world = World.open(3, "orders-1");

    LimitingTest() {
        Wish before = world.wish;
        world.wish = new Wish(
                before.replicas(),
                before.mode(),
                before.synchronousFollowers(),
                before.durability(),
                before.acknowledge(),
                before.policy(),
                before.maxLagBytes(),
                before.leaseMillis(),
                ASKED);
    }

    @Test
    void everyMemberIsToldAndNobodyRestarts() {
        assertThat(world.told(ControlCommand.Limit.class)).hasSize(3);
        assertThat(world.all(Action.ReplacePod.class)).isEmpty();
        world.settle(5, plan -> {});
        assertThat(world.boxes.values()).allMatch(box -> ASKED.equals(box.limits));
        assertThat(world.plan().actions()).isEmpty();
    }

    @Test
    void aPodThatIsToBeReplacedIsNotToldWhatItsContainerMayBeTooSmallFor() {
        world.box(2).outdated = true;
        assertThat(world.told(ControlCommand.Limit.class)).doesNotContain(new MemberName("orders-2"));
    }

    @Test
    void oneThatIsTooOldToBeToldIsLeftAlone() {
        world.box(1).limits = null;
        world.box(2).dies();
        assertThat(world.told(ControlCommand.Limit.class)).containsExactly(new MemberName("orders-0"));
    }
}

package dev.baton.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.operator.observe.RequestAnnotation;
import dev.baton.operator.observe.RequestType;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.LeadershipRecord.Phase;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any operator may take over at any step (I7): plans are cut short, repeated and made late, and the end is the same. */
class TakeOverTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void aFailoverCutShortAnywhereIsFinishedByAnother(int seed) {
        World world = World.open(3, "orders-1");
        world.box(0).silent = 5000;
        world.hears(world.box(1), true, 5000, 0);
        world.box(0).dies();
        interrupted(world, seed);
        assertThat(world.record().epoch()).isEqualTo(new Epoch(2));
        assertThat(world.routed).isEqualTo(world.record().leader());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void aSwitchoverCutShortAnywhereIsFinishedByAnother(int seed) {
        World world = World.open(3, "orders-1");
        world.annotations.add(new RequestAnnotation(RequestType.SWITCHOVER, "orders-2", null, false));
        interrupted(world, seed);
        assertThat(world.record().epoch()).isEqualTo(new Epoch(2));
        assertThat(world.requests).hasSize(1);
        assertThat(world.requests.getFirst().state().finished()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void aFirstStartCutShortAnywhereIsFinishedByAnother(int seed) {
        World world = World.empty(3);
        interrupted(world, seed);
        assertThat(world.record().epoch()).isEqualTo(new Epoch(1));
    }

    /** Carries out only part of each plan, in any order but the record's change first, for a while; then lets it settle. */
    private static void interrupted(World world, int seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 30; i++) {
            List<Action> actions = world.plan().actions();
            assertThat(world.plan().actions())
                    .as("derived from what is seen alone")
                    .isEqualTo(actions);
            actions.stream().filter(action -> random.nextBoolean()).forEach(world::carryOut);
        }
        world.settle(60, plan -> {});
        assertThat(world.record().phase()).isEqualTo(Phase.OPEN);
        assertThat(world.plan().verdict().available()).isTrue();
        assertThat(world.plan().actions()).isEmpty();
    }
}

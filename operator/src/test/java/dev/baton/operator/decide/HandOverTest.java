package dev.baton.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.protocol.Epoch;
import dev.baton.protocol.MemberName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** orders-0 leads and is to go, for one reason or another: it hands over, and the story says why. */
class HandOverTest {
    private final World world = World.open(3, "orders-1");

    @Test
    void aLeaderThatIsEvictedHandsOverEvenBeforeItIsDeleted() {
        world.box(0).disruption = "EvictionByEvictionAPI";
        assertThat(causes()).containsOnly(Succession.Cause.LEADER_LEAVING);
        assertThat(world.record().leader()).isEqualTo(new MemberName("orders-1"));
        assertThat(world.record().epoch()).as("and doesn't take it back").isEqualTo(new Epoch(2));
    }

    @Test
    void theWordOfItNamesTheDisruption() {
        world.box(0).disruption = "PreemptionByScheduler";
        List<String> told = new ArrayList<>();
        world.settle(
                40,
                plan -> plan.actions().forEach(action -> {
                    if (action instanceof Action.Report report && report.kind() == EventKind.SWITCHOVER_STARTED) {
                        told.add(report.message());
                    }
                }));
        assertThat(told)
                .containsExactly("orders-0 hands over to orders-1: orders-0 is about to end: PreemptionByScheduler");
    }

    @Test
    void aLeaderWhosePodIsDeletedIsLeavingAndWasNotAskedToByAPerson() {
        world.box(0).deleting = true;
        assertThat(causes()).containsOnly(Succession.Cause.LEADER_LEAVING);
    }

    @Test
    void aLeaderWhoseProcessIsAskedToEndIsLeaving() {
        world.box(0).terminating = true;
        assertThat(causes()).containsOnly(Succession.Cause.LEADER_LEAVING);
    }

    @Test
    void aLeaderThatIsReplacedHandsOverForTheRollout() {
        world.box(0).outdated = true;
        assertThat(causes()).containsOnly(Succession.Cause.ROLLOUT);
    }

    @Test
    void whoIsEvictedItselfDoesNotTakeOver() {
        world.box(0).terminating = true;
        world.box(1).disruption = "EvictionByEvictionAPI";
        causes();
        assertThat(world.record().leader()).isEqualTo(new MemberName("orders-2"));
    }

    /** Of all changes of leader, until nothing is left to do. */
    private List<Succession.Cause> causes() {
        List<Succession.Cause> causes = new ArrayList<>();
        world.settle(
                40,
                plan -> plan.actions().forEach(action -> {
                    if (action instanceof Action.Mark mark && mark.milestone() == Milestone.DETECTED) {
                        causes.add(mark.succession().cause());
                        assertThat(mark.succession().type()).isEqualTo(Succession.Type.SWITCHOVER);
                    }
                }));
        assertThat(causes).hasSize(1);
        return causes;
    }
}

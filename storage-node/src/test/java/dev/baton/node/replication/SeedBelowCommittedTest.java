package dev.baton.node.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.protocol.Epoch;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.Position;
import java.util.List;
import org.junit.jupiter.api.Test;

/** In asynchronous mode a seed may lie before what an earlier leader said was committed. */
class SeedBelowCommittedTest {
    private final TestLogView log = new TestLogView();

    @Test
    void whatIsKnownToBeCommittedShrinksOnDiskBeforeTheLogDoes() {
        ReplicationCore core = core(100);
        core.installing(new Position(new Epoch(2), 60));
        assertThat(persisted(core))
                .singleElement()
                .satisfies(state -> assertThat(state.committed()).isEqualTo(60));
        assertThat(core.committed()).isEqualTo(60);
    }

    @Test
    void aSeedBeyondItChangesNothingYet() {
        ReplicationCore core = core(100);
        core.installing(new Position(new Epoch(2), 300));
        assertThat(persisted(core)).isEmpty();
        assertThat(core.committed()).isEqualTo(100);
    }

    private ReplicationCore core(long committed) {
        log.reaches(150, "1@0");
        return new ReplicationCore(
                new ReplicationCore.Self(new MemberName("orders-0"), new Incarnation("one"), 1, ""),
                CoreSettings.DEFAULT,
                DurableState.NEW.withCommitted(committed),
                log,
                1);
    }

    private static List<DurableState> persisted(ReplicationCore core) {
        return core.takeOutputs().stream()
                .filter(Output.Persist.class::isInstance)
                .map(output -> ((Output.Persist) output).state())
                .toList();
    }
}

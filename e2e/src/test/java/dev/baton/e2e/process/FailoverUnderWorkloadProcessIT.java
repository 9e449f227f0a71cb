package dev.baton.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.operator.observe.RequestState;
import dev.baton.operator.observe.RequestType;
import dev.baton.operator.observe.Wish;
import dev.baton.protocol.Acknowledge;
import dev.baton.protocol.LeadershipRecord;
import dev.baton.protocol.MemberName;
import dev.baton.workload.Access;
import dev.baton.workload.Check;
import dev.baton.workload.Endpoint;
import dev.baton.workload.Route;
import dev.baton.workload.Summary;
import dev.baton.workload.Verdict;
import dev.baton.workload.Workload;
import dev.baton.workload.WorkloadSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The workload's history over real processes, while the production planner fails over and hands over. */
class FailoverUnderWorkloadProcessIT {
    @TempDir
    private Path directory;

    @Test
    void nothingAcknowledgedIsLostByAFailoverAndASwitchover() throws Exception {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String net = "127." + random.nextInt(64, 250) + "." + random.nextInt(1, 250) + ".";
        List<NodeProcess> nodes = List.of(
                new NodeProcess("orders-0", net + "1", directory.resolve("orders-0")),
                new NodeProcess("orders-1", net + "2", directory.resolve("orders-1")),
                new NodeProcess("orders-2", net + "3", directory.resolve("orders-2")));
        Wish wish = new Wish(
                3,
                Wish.Mode.SEMI_SYNCHRONOUS,
                1,
                Wish.Durability.REQUIRED,
                Acknowledge.FLUSHED,
                Wish.FailoverPolicy.AUTOMATIC,
                null,
                3000);
        for (NodeProcess node : nodes) {
            node.start();
        }
        try (PlannerAtWork planner = new PlannerAtWork(wish, nodes)) {
            Route leader = () -> Optional.ofNullable(planner.routed()).map(name -> endpoint(nodes, name));
            Route everybody =
                    Route.around(nodes.stream().map(NodeProcess::endpoint).toList());
            Path history = directory.resolve("history.jsonl");
            try (Workload workload =
                    Workload.start(WorkloadSettings.writingTo(leader, history).readingFrom(everybody, 2))) {
                acknowledges(workload, planner, 500);

                NodeProcess first = leading(nodes, planner);
                first.kill();
                await().atMost(Duration.ofSeconds(40)).until(() -> !first.name().equals(planner.routed()));
                acknowledges(workload, planner, 500);
                first.start();

                MemberName second = leading(nodes, planner).name();
                MemberName target = nodes.stream()
                        .map(NodeProcess::name)
                        .filter(name -> !name.equals(second) && !name.equals(first.name()))
                        .findFirst()
                        .orElseThrow();
                planner.ask(RequestType.SWITCHOVER, target.value());
                await().atMost(Duration.ofSeconds(40))
                        .until(() -> planner.requests().stream()
                                .anyMatch(request -> request.state().finished()));
                assertThat(planner.requests().getFirst().state())
                        .as(planner.story())
                        .isEqualTo(RequestState.SUCCEEDED);
                await().atMost(Duration.ofSeconds(20)).until(() -> target.equals(planner.routed()));
                acknowledges(workload, planner, 500);

                Summary summary = workload.stop();
                Verdict verdict = Check.check(
                        history, leader, Access.open(), Verdict.Promise.NOTHING_LOST, Duration.ofSeconds(30));
                assertThat(verdict.holds()).as(verdict + "\n" + planner.story()).isTrue();
                assertThat(verdict.acknowledged()).isGreaterThan(1500);
                assertThat(verdict.reads()).isPositive();
                assertThat(summary.leaders()).as(planner.story()).hasSizeGreaterThanOrEqualTo(3);
                LeadershipRecord record = planner.record();
                assertThat(record == null ? null : record.leader()).isEqualTo(target);
            }
        } finally {
            nodes.forEach(NodeProcess::close);
        }
    }

    private static Endpoint endpoint(List<NodeProcess> nodes, MemberName name) {
        return nodes.stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow()
                .endpoint();
    }

    private static NodeProcess leading(List<NodeProcess> nodes, PlannerAtWork planner) {
        return nodes.stream()
                .filter(node -> node.name().equals(planner.routed()))
                .findFirst()
                .orElseThrow();
    }

    private static void acknowledges(Workload workload, PlannerAtWork planner, long more) {
        long before = workload.progress().acked();
        try {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> workload.progress().acked() > before + more);
        } catch (ConditionTimeoutException late) {
            throw new AssertionError(workload.progress() + "\n" + planner.story(), late);
        }
    }
}

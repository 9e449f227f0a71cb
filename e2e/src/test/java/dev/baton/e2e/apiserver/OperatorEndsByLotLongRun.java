package dev.baton.e2e.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.workload.Workload;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The operator ends before every fourth thing it does on the way of a failover and of a switchover, and at places drawn by lot in scaling
 * and in a rolling update; another one goes on, while clients write. {@code OperatorEndsAnywhereLongRun} has all places of all, and
 * {@code OperatorEndsSimulationTest} every single one of a failover and a switchover.
 *
 * <p>Mostly one waits here for processes to start and for judges to agree: so all three go on at once, each with an operator of its own.
 */
@Timeout(280)
class OperatorEndsByLotLongRun {
    @RegisterExtension
    final ApiServerScene failover = ApiServerScene.named("ends-failover").with(MortalOperatorProcess::start);

    @RegisterExtension
    final ApiServerScene switchover = ApiServerScene.named("ends-switchover").with(MortalOperatorProcess::start);

    @RegisterExtension
    final ApiServerScene life = ApiServerScene.named("ends-life").with(MortalOperatorProcess::start);

    /** Where the first one is, is drawn by lot: so in a few runs every place is met. */
    private static final int STEP = 4;

    @TempDir
    private Path folder;

    /** What is done with the operator of one scene. */
    @FunctionalInterface
    private interface Doing {
        void with(OperatorEnds operator);
    }

    @Test
    void anotherOneGoesOn() throws Exception {
        long seed = System.currentTimeMillis();
        System.out.println("the operator ends where seed " + seed + " has it end");
        Random lot = new Random(seed);
        int ofFailover = lot.nextInt(STEP);
        int ofSwitchover = lot.nextInt(STEP);
        try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> one = all.submit(() -> underLoad(
                    failover,
                    operator -> assertThat(OperatorEnds.everyNth(operator::failover, ofFailover, STEP, 80))
                            .isGreaterThan(3)));
            Future<?> two = all.submit(() -> underLoad(
                    switchover,
                    operator -> assertThat(OperatorEnds.everyNth(operator::switchover, ofSwitchover, STEP, 80))
                            .isGreaterThan(2)));
            Future<?> three = all.submit(() -> underLoad(life, operator -> {
                operator.scale(4, lot.nextInt(8));
                operator.rollOut(lot.nextInt(30));
                operator.scale(3, lot.nextInt(6));
            }));
            one.get();
            two.get();
            three.get();
        }
    }

    private Void underLoad(ApiServerScene scene, Doing doing) throws Exception {
        DatabaseYaml.named("orders").in(scene.namespace()).create();
        scene.databases().awaitReady("orders");
        Clients clients = new Clients(scene.namespace(), "orders");
        Path own = java.nio.file.Files.createDirectory(
                folder.resolve(scene.namespace().name()));
        try (Workload workload = clients.load(own)) {
            doing.with(new OperatorEnds(scene));
            clients.lostNothing(workload);
        } catch (AssertionError failed) {
            throw new AssertionError(
                    failed.getMessage() + "\nwhat the operators said last:\n"
                            + scene.operator().lastLines(60),
                    failed);
        }
        return null;
    }
}

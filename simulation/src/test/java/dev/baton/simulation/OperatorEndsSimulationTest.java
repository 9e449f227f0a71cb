package dev.baton.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.operator.observe.RequestState;
import dev.baton.operator.observe.Wish;
import dev.baton.protocol.Acknowledge;
import dev.baton.protocol.LeadershipRecord;
import dev.baton.protocol.MemberName;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The operator ends before and after every single thing it does on its way, and a new one goes on, alone or beside another one: with the
 * invariants checked after each step of the world.
 */
class OperatorEndsSimulationTest {
    private static final long PATIENCE = 30 * World.SECOND;
    private static final int MOST = 200;

    /** Three members under load, led by one of them. */
    private static final class Scene {
        final Cluster cluster;
        final Api api;
        final SimOperator operator;
        final History history = new History();

        Scene(long seed, Wish.Mode mode, boolean rival) {
            cluster = new Cluster(seed, mode != Wish.Mode.ASYNCHRONOUS);
            api = new Api(new Wish(
                    3,
                    mode,
                    1,
                    Wish.Durability.REQUIRED,
                    Acknowledge.FLUSHED,
                    Wish.FailoverPolicy.AUTOMATIC,
                    null,
                    1000));
            for (int i = 0; i < 3; i++) {
                cluster.add("m" + i).start();
            }
            operator = new SimOperator(cluster, api, "op1");
            operator.start();
            if (rival) {
                new SimOperator(cluster, api, "op2").start();
            }
            new SimClient(cluster, api, history, "clients", 150 * World.MILLI).start();
            serves();
        }

        LeadershipRecord record() {
            return Objects.requireNonNull(cluster.record.record());
        }

        MemberName leader() {
            return Objects.requireNonNull(record().leader());
        }

        /** Waits until a write begun from now on is acknowledged. */
        void serves() {
            long nextId = history.nextId();
            until("a write is acknowledged", () -> history.isAcknowledgedSince(nextId));
        }

        void until(String what, java.util.function.BooleanSupplier condition) {
            if (!cluster.world.runUntil(condition, PATIENCE)) {
                throw new Violation("in vain: " + what, cluster.world.trace());
            }
        }

        void oneLeads() {
            until(
                    "one leads, and all that is written goes there",
                    () -> cluster.nodes().stream()
                                            .filter(node -> node.process() != null
                                                    && node.running().core.isOpen())
                                            .count()
                                    == 1
                            && leader().equals(api.routed));
        }
    }

    @ParameterizedTest
    @EnumSource(Wish.Mode.class)
    void inAFailover(Wish.Mode mode) {
        int ends = 0;
        for (; ends < MOST; ends++) {
            Scene scene = new Scene(ends, mode, ends % 3 == 2);
            MemberName lost = scene.leader();
            long epoch = scene.record().epoch().number();
            scene.operator.killAfter(ends);
            scene.cluster.node(lost).kill();
            scene.until(
                    "another leads",
                    () -> !lost.equals(scene.record().leader())
                            && scene.record().phase() == LeadershipRecord.Phase.OPEN);
            scene.cluster.node(lost).start();
            scene.serves();
            scene.oneLeads();
            assertThat(scene.record().epoch().number() - epoch).isBetween(1L, 3L);
            if (!scene.operator.wasKilled()) {
                break;
            }
        }
        assertThat(ends).as("places to end at").isBetween(8, MOST - 1);
    }

    @ParameterizedTest
    @EnumSource(Wish.Mode.class)
    void inASwitchover(Wish.Mode mode) {
        int ends = 0;
        for (; ends < MOST; ends++) {
            Scene scene = new Scene(ends, mode, ends % 3 == 2);
            MemberName before = scene.leader();
            MemberName target = scene.cluster.nodes().stream()
                    .map(node -> node.name)
                    .filter(name -> !name.equals(before))
                    .findFirst()
                    .orElseThrow();
            long epoch = scene.record().epoch().number();
            scene.operator.killAfter(ends);
            scene.api.askForSwitchover(target);
            scene.until(
                    "the request is finished",
                    () -> scene.api.requests().stream()
                            .anyMatch(request -> request.state().finished()));
            scene.serves();
            scene.oneLeads();
            assertThat(scene.api.requests()).as("carried out at most once").hasSize(1);
            assertThat(scene.api.annotations).isEmpty();
            boolean succeeded = scene.api.requests().getFirst().state() == RequestState.SUCCEEDED;
            assertThat(scene.leader()).isEqualTo(succeeded ? target : before);
            assertThat(scene.record().epoch().number() - epoch).isLessThanOrEqualTo(2);
            if (!scene.operator.wasKilled()) {
                break;
            }
        }
        assertThat(ends).as("places to end at").isBetween(8, MOST - 1);
    }

    @Test
    void twoAtOnceMakeOneFailoverOfOneLossAndOneSwitchoverOfOneRequest() {
        for (long seed = 0; seed < 60; seed++) {
            Scene scene = new Scene(seed, Wish.Mode.SEMI_SYNCHRONOUS, true);
            MemberName first = scene.leader();
            long epoch = scene.record().epoch().number();
            scene.cluster.node(first).kill();
            scene.until(
                    "another leads",
                    () -> !first.equals(scene.record().leader())
                            && scene.record().phase() == LeadershipRecord.Phase.OPEN);
            scene.serves();
            assertThat(scene.record().epoch().number()).as("seed " + seed).isEqualTo(epoch + 1);
            scene.cluster.node(first).start();
            scene.cluster.world.runFor(3 * World.SECOND);
            scene.api.askForSwitchover(first);
            scene.until(
                    "the request is finished",
                    () -> scene.api.requests().stream()
                            .anyMatch(request -> request.state().finished()));
            scene.serves();
            scene.oneLeads();
            assertThat(scene.api.requests()).as("seed " + seed).hasSize(1);
            assertThat(scene.record().epoch().number()).as("seed " + seed).isLessThanOrEqualTo(epoch + 3);
        }
    }
}

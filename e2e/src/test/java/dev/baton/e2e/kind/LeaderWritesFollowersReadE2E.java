package dev.baton.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.crds.ConditionType;
import dev.baton.workload.Outcome;
import dev.baton.workload.Served;
import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The leader accepts writes; followers serve reads and refuse writes. */
@OnKind
class LeaderWritesFollowersReadE2E {
    private final Scene scene;
    private Database orders;

    LeaderWritesFollowersReadE2E(Scene scene) {
        this.scene = scene;
        this.orders = new Database(scene, "orders");
    }

    @BeforeAll
    void aDatabaseOfThree() {
        orders = scene.database("orders").apply().awaitReady().awaitFailoverReady();
    }

    @Test
    void writesGoThroughTheLeaderAndAreReadFromTheFollowers() {
        long epoch = orders.epoch();
        ClientPod client = orders.workload().start("client");
        client.awaitMore(500);

        ClientReport report = client.stop();

        assertThat(report.verdict().violations()).isEmpty();
        assertThat(report.summary().unknown()).isZero();
        assertThat(report.summary().refused()).isZero();
        assertThat(report.summary().leaders()).singleElement().satisfies(served -> {
            assertThat(served.member()).isEqualTo(orders.leader());
            assertThat(served.epoch()).isEqualTo(epoch);
        });
        assertThat(report.summary().readFrom())
                .extracting(Served::member)
                .isNotEmpty()
                .isSubsetOf(orders.followers());
        assertThat(orders.epoch()).isEqualTo(epoch);
    }

    @Test
    void aFollowerRefusesWritesAndSaysWhy() throws IOException {
        String follower = orders.followers().getFirst();
        ClientPod client = orders.workload()
                .writingTo(orders.podOf(follower))
                .clients(1, 20)
                .start("misled");

        ClientReport report = client.stop();

        assertThat(report.summary().acked()).isZero();
        assertThat(report.summary().unknown()).isZero();
        assertThat(report.summary().refused()).isPositive();
        assertThat(report.verdict().violations()).isEmpty();
        assertThat(client.history())
                .filteredOn(operation -> operation.outcome() == Outcome.REFUSED)
                .isNotEmpty()
                .allSatisfy(operation -> assertThat(operation.result()).startsWith("READONLY"));
    }

    @Test
    void nothingIsReportedThatDidNotHappen() {
        assertThat(orders.is(ConditionType.AVAILABLE)).isTrue();
        assertThat(orders.is(ConditionType.STALLED)).isFalse();
        assertThat(orders.status().failoverHistory()).hasSize(1);
        assertThat(orders.status().requests()).isEmpty();
    }
}

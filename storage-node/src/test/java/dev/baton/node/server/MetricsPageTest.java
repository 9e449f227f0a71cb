package dev.baton.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.node.CheckedIn;
import dev.baton.node.replication.FollowerLag;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.MemberLimits;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.Position;
import dev.baton.protocol.Promise;
import dev.baton.protocol.ProtocolVersion;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsPageTest {
    private final MetricSnapshots scraped = everything();

    @Test
    void theCheckedInPageIsTheOneOfWhatIsRegistered() throws IOException {
        CheckedIn.at("docs/metrics-node.md").isWhatWeGenerate(new MetricsPage().markdown(scraped));
    }

    @Test
    void everyMetricHasANameByTheRulesFewLabelsAndAValue() {
        assertThat(scraped).isNotEmpty();
        for (MetricSnapshot metric : scraped) {
            String name = MetricsPage.name(metric);
            assertThat(name).matches("(baton|process)_[a-z]+(_[a-z]+)*");
            assertThat(name.endsWith("_total")).as(name).isEqualTo(metric instanceof CounterSnapshot);
            Unit unit = metric.getMetadata().getUnit();
            if (unit == null) {
                assertThat(name).doesNotContain("bytes", "seconds", "ratio");
            } else {
                assertThat(name.replace("_total", "")).endsWith("_" + unit);
            }
            assertThat(metric.getMetadata().getHelp()).as(name).isNotBlank();
            assertThat(metric.getDataPoints()).as(name).isNotEmpty();
            assertThat(MetricsPage.labels(metric))
                    .as(name)
                    .isSubsetOf("`follower`", "`version`", "`java`", "`baton_member_state`");
        }
    }

    /** As no one member ever is, leading and being seeded at once, so that every metric has a value. */
    private static MetricSnapshots everything() {
        NodeMetrics metrics = new NodeMetrics("1.0");
        MemberStatus status = new MemberStatus(
                new MemberName("orders-0"),
                new Incarnation("a"),
                1,
                "",
                ProtocolVersion.SPOKEN,
                MemberState.OPEN,
                new Promise(new Epoch(1), new Epoch(1), "", 1),
                Position.parse("1:100"),
                Position.parse("1:100"),
                0,
                100,
                100,
                false,
                false,
                0,
                0,
                new MemberStatus.Leading(new Epoch(1), 100, true, true, null, List.of(), List.of(), 1000, 0, 3000, 0),
                new MemberStatus.Following(new Epoch(1), new MemberName("orders-1"), true, true, 0, 0, 0, 0, -1),
                null,
                new MemberLimits(1 << 20, 10),
                "");
        metrics.publish(new NodeMetrics.Facts(
                status,
                List.of(new FollowerLag(new MemberName("orders-1"), true, 100, 0, 0)),
                true,
                1,
                0,
                1,
                100,
                100,
                new Seeding.Progress(1, 2),
                new Snapshots.Newest(1, 1, 1),
                Discarded.NOTHING));
        return metrics.registry().scrape();
    }
}

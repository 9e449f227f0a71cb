package dev.baton.node.server;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Label;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** {@code docs/metrics-node.md}: what a scrape of a node holds. */
final class MetricsPage {
    static final String COMMAND = "mvn -pl storage-node -am test -Dbaton.update=true";

    private final StringBuilder page = new StringBuilder();

    /** @param scraped of a node that has something to say of everything */
    String markdown(MetricSnapshots scraped) {
        line("<!-- Generated from the metrics a node registers: " + COMMAND + " -->");
        line("# Metrics of a node");
        line("");
        line(
                "Every member answers `GET /metrics` on its metrics port, 9121, in the Prometheus text format. Offsets are bytes of the");
        line(
                "log since the database began. Gauges are as old as the event loop's last tick, 20 ms while all is well. The only label with");
        line("a value for each of several things is `follower`, of which there are at most as many as members.");
        line("");
        line("| Name | Type | Unit | Labels | What |");
        line("|---|---|---|---|---|");
        for (MetricSnapshot metric : scraped) {
            MetricMetadata metadata = metric.getMetadata();
            Unit unit = metadata.getUnit();
            line("| `%s` | %s | %s | %s | %s |"
                    .formatted(
                            name(metric),
                            type(metric),
                            unit == null ? "" : unit,
                            String.join(", ", labels(metric)),
                            metadata.getHelp()));
        }
        line("");
        line("A histogram is scraped as `…_bucket` with the label `le`, `…_sum` and `…_count`.");
        return page.toString();
    }

    /** As it is scraped. */
    static String name(MetricSnapshot metric) {
        String name = metric.getMetadata().getPrometheusName();
        return switch (metric) {
            case CounterSnapshot counter -> name + "_total";
            case InfoSnapshot info -> name + "_info";
            default -> name;
        };
    }

    static Set<String> labels(MetricSnapshot metric) {
        Set<String> names = new TreeSet<>();
        for (DataPointSnapshot point : metric.getDataPoints()) {
            for (Label label : point.getLabels()) {
                names.add("`" + label.getName() + "`");
            }
        }
        if (metric instanceof StateSetSnapshot) {
            names.add("`" + name(metric) + "`");
        }
        return names;
    }

    private static String type(MetricSnapshot metric) {
        return switch (metric) {
            case CounterSnapshot counter -> "counter";
            case GaugeSnapshot gauge -> "gauge";
            case HistogramSnapshot histogram -> "histogram";
            case InfoSnapshot info -> "gauge (info)";
            case StateSetSnapshot states -> "gauge (state set)";
            default -> throw new IllegalArgumentException("no word for a " + metric.getClass());
        };
    }

    private void line(@Nullable String text) {
        page.append(text).append('\n');
    }
}

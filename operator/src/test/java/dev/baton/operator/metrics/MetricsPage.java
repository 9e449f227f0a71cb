package dev.baton.operator.metrics;

import io.prometheus.client.Collector.MetricFamilySamples;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** {@code docs/metrics-operator.md}: what a scrape of the operator holds. */
final class MetricsPage {
    static final String COMMAND = "mvn -pl operator -am test -Dbaton.update=true";

    private final StringBuilder page = new StringBuilder();

    /** @param scraped of an operator that has something to say of everything */
    String markdown(Collection<MetricFamilySamples> scraped) {
        line("<!-- Generated from the metrics the operator registers: " + COMMAND + " -->");
        line("# Metrics of the operator");
        line("");
        line(
                "The operator answers `GET /q/metrics` on its port `http`, 8080, in the Prometheus text format. Besides these there are those of");
        line(
                "the Java process (`jvm_…`, `process_…`, `system_…`), and of its HTTP server (`http_server_…`). Of several replicas only the one");
        line(
                "that holds the lease tells of databases. Series of a database or member that is gone disappear: there are at most 6 of a");
        line("database and 2 of a member. The numbers of a member itself are in [metrics-node.md](metrics-node.md).");
        line("");
        line("| Name | Type | Labels | What |");
        line("|---|---|---|---|");
        for (MetricFamilySamples family : scraped) {
            line("| `%s` | %s | %s | %s |"
                    .formatted(name(family), type(family), String.join(", ", labels(family)), family.help));
        }
        line("");
        line(
                "A histogram is scraped as `…_bucket` with the label `le`, `…_sum` and `…_count`; the gauge `…_max` beside it is the greatest value of");
        line("the last minutes.");
        line("");
        line("Useful to alert on: `baton_database_condition{condition=\"Available\"} == 0` for a minute,");
        line("`baton_database_condition{condition=\"FailoverReady\"} == 0` for ten,");
        line("`rate(baton_reconcile_duration_seconds_count{outcome=\"error\"}[5m]) > 0`.");
        return page.toString();
    }

    /** As it is scraped. */
    static String name(MetricFamilySamples family) {
        return family.type.name().equals("COUNTER") && !family.name.endsWith("_total")
                ? family.name + "_total"
                : family.name;
    }

    static Set<String> labels(MetricFamilySamples family) {
        Set<String> names = new TreeSet<>();
        family.samples.forEach(sample -> sample.labelNames.stream()
                .filter(name -> !name.equals("le"))
                .forEach(name -> names.add("`" + name + "`")));
        return names;
    }

    private static String type(MetricFamilySamples family) {
        return family.type.name().toLowerCase(Locale.ROOT);
    }

    private void line(String text) {
        page.append(text).append('\n');
    }
}

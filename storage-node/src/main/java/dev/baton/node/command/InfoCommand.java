package dev.baton.node.command;

import static dev.baton.node.command.CommandDefinition.keyless;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** INFO: its sections in Redis' order, with the fields that tools read. */
final class InfoCommand {
    /** Of all; those that {@code default} leaves out are in {@link #LONG}. */
    private static final List<String> SECTIONS = List.of(
            "Server",
            "Clients",
            "Memory",
            "Persistence",
            "Stats",
            "Replication",
            "CPU",
            "Modules",
            "Commandstats",
            "Errorstats",
            "Latencystats",
            "Cluster",
            "Keyspace");

    private static final Set<String> LONG = Set.of("Commandstats", "Latencystats");
    private static final double[] PERCENTILES = {50, 99, 99.9};

    private InfoCommand() {}

    static List<CommandDefinition> definitions() {
        return List.of(keyless("info", "server", -1, InfoCommand::run, Flag.ALWAYS));
    }

    private static void run(Call call) {
        Set<String> wanted = new HashSet<>();
        for (int i = 1; i < call.count(); i++) {
            wanted.add(CommandExecutor.lowerCase(call.argument(i)));
        }
        boolean all = wanted.contains("all") || wanted.contains("everything");
        boolean usual = wanted.isEmpty() || wanted.contains("default");
        Map<String, Map<String, String>> known = new LinkedHashMap<>();
        call.server().info().forEach(section -> known.put(section.name(), section.fields()));
        StringBuilder text = new StringBuilder();
        for (String name : SECTIONS) {
            if (all || usual && !LONG.contains(name) || wanted.contains(name.toLowerCase(Locale.ROOT))) {
                section(text, name, known.getOrDefault(name, Map.of()));
                section(text, fields(name, call));
            }
        }
        call.out().text(text.toString());
    }

    private static void section(StringBuilder text, String name, Map<String, String> fields) {
        if (!text.isEmpty()) {
            text.append("\r\n");
        }
        text.append("# ").append(name).append("\r\n");
        section(text, fields);
    }

    private static void section(StringBuilder text, Map<String, String> fields) {
        fields.forEach((field, value) -> text.append(field)
                .append(':')
                .append(value.replace('\r', ' ').replace('\n', ' '))
                .append("\r\n"));
    }

    /** What the commands and the keyspace know themselves. */
    private static Map<String, String> fields(String section, Call call) {
        return switch (section) {
            case "Commandstats" -> commands(call);
            case "Errorstats" -> errors(call);
            case "Latencystats" -> latencies(call);
            case "Keyspace" -> keyspace(call);
            default -> Map.of();
        };
    }

    private static Map<String, String> commands(Call call) {
        Map<String, String> fields = new LinkedHashMap<>();
        call.executor().commands().forEachThatRuns(definition -> {
            CommandCounters counters = definition.counters();
            if (counters.calls() > 0 || counters.rejectedCalls() > 0) {
                double each = counters.calls() == 0 ? 0 : counters.nanos() / 1e3 / counters.calls();
                fields.put(
                        "cmdstat_" + definition.name(),
                        String.format(
                                Locale.ROOT,
                                "calls=%d,usec=%d,usec_per_call=%.2f,rejected_calls=%d,failed_calls=%d",
                                counters.calls(),
                                counters.nanos() / 1000,
                                each,
                                counters.rejectedCalls(),
                                counters.failedCalls()));
            }
        });
        return fields;
    }

    private static Map<String, String> errors(Call call) {
        Map<String, String> fields = new LinkedHashMap<>();
        call.server().statistics().errors().forEach((code, count) -> fields.put("errorstat_" + code, "count=" + count));
        return fields;
    }

    private static Map<String, String> latencies(Call call) {
        Map<String, String> fields = new LinkedHashMap<>();
        call.executor().commands().forEachThatRuns(definition -> {
            Durations durations = definition.counters().durations();
            if (durations != null) {
                StringBuilder told = new StringBuilder();
                for (double percent : PERCENTILES) {
                    told.append(told.isEmpty() ? "p" : ",p")
                            .append(
                                    percent == Math.rint(percent)
                                            ? Long.toString((long) percent)
                                            : Double.toString(percent))
                            .append(String.format(Locale.ROOT, "=%.3f", durations.percentile(percent) / 1e3));
                }
                fields.put("latency_percentiles_usec_" + definition.name(), told.toString());
            }
        });
        return fields;
    }

    private static Map<String, String> keyspace(Call call) {
        int keys = call.keyspace().size();
        return keys == 0
                ? Map.of()
                : Map.of("db0", "keys=" + keys + ",expires=" + call.keyspace().expiringKeys() + ",avg_ttl=0");
    }
}

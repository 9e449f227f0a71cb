package dev.baton.node.command;

import dev.baton.node.resp.ReplyWriter;
import dev.baton.node.settings.Settings;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * LATENCY: events that took at least as long as latency-monitor-threshold says, one of a kind each second, and how long each command took. Loop
 * thread only.
 */
final class LatencyMonitor {
    private static final int MOST_SAMPLES = 160;
    private static final int GRAPH_ROWS = 4;

    private record Sample(long atSeconds, long millis) {}

    private static final class Event {
        final ArrayDeque<Sample> samples = new ArrayDeque<>();
        long greatest;
    }

    private final Settings settings;
    private final Map<String, Event> events = new TreeMap<>();

    LatencyMonitor(Settings settings) {
        this.settings = settings;
    }

    static List<CommandDefinition> definitions() {
        return List.of(new Subcommands("latency")
                .with(
                        "latest",
                        2,
                        call -> of(call).latest(call),
                        "",
                        "The newest sample of each event, and the greatest.",
                        Flag.ALWAYS)
                .with("history", 3, call -> of(call).history(call), "<event>", "The samples of an event.", Flag.ALWAYS)
                .with(
                        "reset",
                        -2,
                        call -> of(call).reset(call),
                        "[<event> ...]",
                        "Forgets these events, or all.",
                        Flag.ALWAYS)
                .with("doctor", 2, call -> of(call).doctor(call), "", "Says what was slow, for people.", Flag.ALWAYS)
                .with(
                        "graph",
                        3,
                        call -> of(call).graph(call),
                        "<event>",
                        "Draws the samples of an event.",
                        Flag.ALWAYS)
                .with(
                        "histogram",
                        -2,
                        LatencyMonitor::histogram,
                        "[<command> ...]",
                        "How long commands took.",
                        Flag.ALWAYS)
                .define("server", -2, Flag.ALWAYS));
    }

    private static LatencyMonitor of(Call call) {
        return call.executor().latency();
    }

    boolean concerns(long tookNanos) {
        long threshold = settings.latencyThresholdMillis.number();
        return threshold > 0 && tookNanos / 1_000_000 >= threshold;
    }

    void add(String name, long nowMillis, long tookNanos) {
        Event event = events.computeIfAbsent(name, unknown -> new Event());
        Sample sample = new Sample(nowMillis / 1000, tookNanos / 1_000_000);
        event.greatest = Math.max(event.greatest, sample.millis());
        Sample last = event.samples.peekLast();
        if (last != null && last.atSeconds() == sample.atSeconds()) {
            if (last.millis() >= sample.millis()) {
                return;
            }
            event.samples.removeLast();
        }
        event.samples.addLast(sample);
        if (event.samples.size() > MOST_SAMPLES) {
            event.samples.removeFirst();
        }
    }

    private void latest(Call call) {
        ReplyWriter out = call.out();
        out.array(events.size());
        events.forEach((name, event) -> {
            Sample last = event.samples.getLast();
            out.array(4);
            out.bulk(name);
            out.integer(last.atSeconds());
            out.integer(last.millis());
            out.integer(event.greatest);
        });
    }

    private void history(Call call) {
        Event event = events.get(Texts.of(call.argument(2)));
        call.out().array(event == null ? 0 : event.samples.size());
        if (event != null) {
            for (Sample sample : event.samples) {
                call.out().array(2);
                call.out().integer(sample.atSeconds());
                call.out().integer(sample.millis());
            }
        }
    }

    private void reset(Call call) {
        int forgotten = events.size();
        if (call.count() == 2) {
            events.clear();
        } else {
            forgotten = 0;
            for (int i = 2; i < call.count(); i++) {
                if (events.remove(Texts.of(call.argument(i))) != null) {
                    forgotten++;
                }
            }
        }
        call.out().integer(forgotten);
    }

    private void doctor(Call call) {
        StringBuilder text = new StringBuilder();
        if (settings.latencyThresholdMillis.number() == 0) {
            text.append("Nothing is watched: CONFIG SET latency-monitor-threshold <milliseconds> begins to.");
        } else if (events.isEmpty()) {
            text.append("Nothing took as long as latency-monitor-threshold since the start or the last LATENCY RESET.");
        }
        events.forEach((name, event) -> text.append(name)
                .append(": ")
                .append(event.samples.size())
                .append(" samples, the longest of ")
                .append(event.greatest)
                .append(" ms, an average of ")
                .append(event.samples.stream().mapToLong(Sample::millis).sum() / event.samples.size())
                .append(" ms. SLOWLOG GET may name the commands.\n"));
        call.out().text(text.toString());
    }

    private void graph(Call call) {
        Event event = events.get(Texts.of(call.argument(2)));
        if (event == null) {
            throw new CommandException(
                    "ERR No samples available for event '" + Texts.forPeople(call.argument(2), 64) + "'");
        }
        List<Sample> samples = new ArrayList<>(event.samples);
        long high = Math.max(1, samples.stream().mapToLong(Sample::millis).max().orElse(1));
        StringBuilder text = new StringBuilder(Texts.forPeople(call.argument(2), 64) + " - high " + high
                + " ms, all time high " + event.greatest + " ms\n");
        for (int row = GRAPH_ROWS; row > 0; row--) {
            for (Sample sample : samples) {
                text.append(sample.millis() * GRAPH_ROWS >= high * row || row == 1 ? '#' : ' ');
            }
            text.append('\n');
        }
        call.out().text(text.toString());
    }

    private static void histogram(Call call) {
        List<CommandDefinition> shown = new ArrayList<>();
        Commands commands = call.executor().commands();
        if (call.count() == 2) {
            commands.forEachThatRuns(shown::add);
        }
        for (int i = 2; i < call.count(); i++) {
            CommandDefinition named = commands.named(Texts.of(call.argument(i)));
            if (named != null && named.subcommands().isEmpty()) {
                shown.add(named);
            } else if (named != null) {
                shown.addAll(named.subcommands());
            }
        }
        shown.removeIf(definition -> definition.counters().durations() == null);
        ReplyWriter out = call.out();
        out.map(shown.size());
        for (CommandDefinition definition : shown) {
            Durations durations =
                    java.util.Objects.requireNonNull(definition.counters().durations());
            Map<Long, Long> bounds = durations.upTo();
            out.bulk(definition.name());
            out.map(2);
            out.bulk("calls");
            out.integer(durations.count());
            out.bulk("histogram_usec");
            out.map(bounds.size());
            bounds.forEach((micros, count) -> {
                out.integer(micros);
                out.integer(count);
            });
        }
    }
}

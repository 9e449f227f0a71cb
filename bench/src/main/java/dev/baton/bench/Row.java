package dev.baton.bench;

import java.util.Locale;

/**
 * One line of the table: what was measured and whether it holds its bar.
 *
 * @param name of the case, e.g. {@code set-pipeline-16}
 * @param value what was measured; NaN for a row that is void
 * @param unit e.g. {@code node/redis}
 * @param bar what the value is held against
 * @param direction on which side of the bar it must lie
 * @param detail for people: the spread, the absolute figures, or why the row is void
 */
public record Row(String name, double value, String unit, double bar, Direction direction, String detail) {
    /** On which side of its bar a value must lie; the bar itself is good. */
    public enum Direction {
        AT_LEAST,
        AT_MOST
    }

    /** A row that counts for nothing, since a server answered an error or lost a key. */
    public static Row voided(String name, String unit, double bar, Direction direction, String why) {
        return new Row(name, Double.NaN, unit, bar, direction, "void: " + why);
    }

    /** Whether the value reaches the bar; a void row never does. */
    public boolean holds() {
        return switch (direction) {
            case AT_LEAST -> value >= bar;
            case AT_MOST -> value <= bar;
        };
    }

    /** One JSON object, on one line. */
    public String json() {
        return String.format(
                Locale.ROOT,
                "{\"case\":\"%s\",\"value\":%s,\"unit\":\"%s\",\"bar\":%s,\"direction\":\"%s\",\"holds\":%b}",
                name,
                Double.isFinite(value) ? number(value) : "null",
                unit,
                number(bar),
                direction == Direction.AT_LEAST ? ">=" : "<=",
                holds());
    }

    /** One line of a table, for people. */
    public String line() {
        return String.format(
                Locale.ROOT,
                "%-34s %8s %-12s %s %-6s %-4s  %s",
                name,
                Double.isFinite(value) ? number(value) : "-",
                unit,
                direction == Direction.AT_LEAST ? ">=" : "<=",
                number(bar),
                holds() ? "yes" : "NO",
                detail);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%.0f" : "%.2f", value);
    }
}

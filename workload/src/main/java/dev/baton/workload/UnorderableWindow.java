package dev.baton.workload;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The few operations of a register that show that it isn't linearizable.
 *
 * <p>A SET can be left out of a history together with all reads of its value, and a read by itself, and what could be ordered before can
 * be ordered after. So what can't be ordered after leaving out is a proof, and a smaller one. Halves are tried first, then quarters, down
 * to single operations ("delta debugging", Zeller and Hildebrandt 2002). As values are unique, two SETs and some reads of theirs are always
 * enough (Gibbons and Korach 1997); of those pairs, the last to begin is kept.
 */
final class UnorderableWindow {
    private static final int BAR = 48;

    private UnorderableWindow() {}

    /** A smallest part of {@code operations}, all on one register, that can't be ordered; in order of call. */
    static List<Operation> of(List<Operation> operations) {
        List<Operation> sorted = operations.stream()
                .filter(operation -> operation.outcome() != Outcome.REFUSED)
                .filter(operation -> operation.sets() || operation.outcome() == Outcome.OK)
                .sorted(Comparator.comparingLong(Operation::callNanos))
                .toList();
        Map<@Nullable String, List<Operation>> byValue = new LinkedHashMap<>();
        for (Operation operation : sorted) {
            byValue.computeIfAbsent(valueOf(operation), unused -> new ArrayList<>())
                    .add(operation);
        }
        List<List<Operation>> groups = smallest(new ArrayList<>(byValue.values()), UnorderableWindow::cannotBeOrdered);
        List<Operation> window = inOrder(groups);
        List<List<Operation>> reads = window.stream()
                .filter(operation -> !operation.sets())
                .map(List::of)
                .toList();
        List<Operation> sets = window.stream().filter(Operation::sets).toList();
        List<List<Operation>> needed = smallest(new ArrayList<>(reads), some -> {
            List<List<Operation>> with = new ArrayList<>(some);
            with.add(sets);
            return cannotBeOrdered(with);
        });
        needed.add(sets);
        return inOrder(needed);
    }

    private static @Nullable String valueOf(Operation operation) {
        return operation.sets() ? operation.value() : operation.result();
    }

    private static boolean cannotBeOrdered(List<List<Operation>> groups) {
        return !RegisterSearch.canBeOrdered(inOrder(groups));
    }

    private static List<Operation> inOrder(List<List<Operation>> groups) {
        return groups.stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparingLong(Operation::callNanos))
                .toList();
    }

    /** Leaves parts out while the rest still {@code shows} it. */
    private static <T> List<T> smallest(List<T> parts, Predicate<List<T>> shows) {
        List<T> left = parts;
        for (int size = Math.max(1, left.size() / 2); size >= 1; size = size / 2) {
            for (int from = 0; from < left.size(); ) {
                List<T> without = new ArrayList<>(left.subList(0, from));
                without.addAll(left.subList(Math.min(left.size(), from + size), left.size()));
                if (shows.test(without)) {
                    left = without;
                } else {
                    from += size;
                }
            }
        }
        return left;
    }

    /** The window as a person reads it: who did what, and when beside each other. */
    static String describe(List<Operation> window, int of) {
        long zero = window.stream().mapToLong(Operation::callNanos).min().orElse(0);
        long end = window.stream()
                .mapToLong(operation -> ends(operation) ? operation.returnNanos() : operation.callNanos())
                .max()
                .orElse(0);
        StringBuilder text = new StringBuilder("these " + window.size() + " operations (of " + of
                + " on this register) can't be ordered: each takes place at one instant of its bar");
        for (Operation operation : window) {
            text.append(String.format(
                    Locale.ROOT,
                    "%n    |%s| %.3f..%s ms %s: %s",
                    bar(operation, zero, end),
                    (operation.callNanos() - zero) / 1e6,
                    ends(operation) ? String.format(Locale.ROOT, "%.3f", (operation.returnNanos() - zero) / 1e6) : "?",
                    operation.client(),
                    words(operation)));
        }
        return text.toString();
    }

    private static boolean ends(Operation operation) {
        return operation.outcome() == Outcome.OK;
    }

    private static String bar(Operation operation, long zero, long end) {
        double scale = (double) (BAR - 1) / Math.max(1, end - zero);
        int from = (int) ((operation.callNanos() - zero) * scale);
        int until = ends(operation) ? (int) ((operation.returnNanos() - zero) * scale) : BAR - 1;
        return " ".repeat(from)
                + "=".repeat(until - from)
                + (ends(operation) ? "=" : ">")
                + " ".repeat(BAR - 1 - until);
    }

    private static String words(Operation operation) {
        if (operation.sets()) {
            return "SET " + operation.value() + (ends(operation) ? "" : ", outcome unknown");
        }
        String returned = operation.result() == null ? "nothing" : operation.result();
        return (operation.gets() ? "GET returns " : "GET of a follower returns ") + returned;
    }
}

package dev.baton.node.differential;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/** What Baton answers otherwise than Redis, on purpose; each with the reason. None of them leaves other keys behind. */
final class Differences {
    private record Difference(String reason, BiPredicate<Request, Answers> covers) {}

    private static final List<Difference> ALL = List.of(new Difference(
            "LPOS refuses the rank that can't be negated; Redis 7.0 computes with it, where C says anything may happen",
            (request, answers) -> request.name().equals("lpos") && request.has("-9223372036854775808")));

    private final Map<String, Integer> met = new TreeMap<>();

    boolean cover(Request request, Answers answers) {
        for (Difference difference : ALL) {
            if (difference.covers().test(request, answers)) {
                met.merge(difference.reason(), 1, Integer::sum);
                return true;
            }
        }
        return false;
    }

    /** How often each was met. */
    Map<String, Integer> met() {
        return met;
    }
}

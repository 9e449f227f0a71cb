package dev.baton.node.differential;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/** What Baton answers otherwise than Redis, on purpose; each with the reason. None of them leaves other keys behind. */
final class Differences {
    private record Difference(String reason, BiPredicate<Request, Answers> covers) {}

    private static final List<Difference> ALL = List.of(
            new Difference(
                    "LPOS and LREM refuse the number that can't be negated; Redis 7.0 computes with it, where C says anything may happen",
                    (request, answers) -> Set.of("lpos", "lrem").contains(request.name())
                            && request.has("-9223372036854775808")
                            && answers.node().isError()),
            new Difference(
                    "a score of -0 keeps its sign or not; in Redis it depends on how the set is kept",
                    (request, answers) -> request.name().startsWith("z")
                            && unsigned(answers.redis()).equals(unsigned(answers.node()))));

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

    private static Reply unsigned(Reply reply) {
        return switch (reply) {
            case Reply.Scalar zero when zero.text().equals("-0") -> new Reply.Scalar(zero.type(), Bytes.of("0"));
            case Reply.Many many ->
                new Reply.Many(
                        many.type(),
                        many.elements().stream().map(Differences::unsigned).toList());
            default -> reply;
        };
    }
}

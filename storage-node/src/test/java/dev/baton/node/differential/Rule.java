package dev.baton.node.differential;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** When two replies count as the same. */
@FunctionalInterface
interface Rule {
    Set<String> OF_STRINGS = Set.of("embstr", "raw", "int");
    Set<String> OF_GREAT_COLLECTIONS = Set.of("hashtable", "skiplist", "listpack");

    Rule EXACT = (request, answers, before) -> answers.redis().equals(answers.node());

    /** The same elements as often, in any order: Redis promises none. */
    Rule ANY_ORDER = (request, answers, before) -> sameShape(answers)
            && counted(answers.redis().children()).equals(counted(answers.node().children()));

    /** As {@link #ANY_ORDER}, but two by two: a field and its value. */
    Rule PAIRS_IN_ANY_ORDER = (request, answers, before) -> sameShape(answers)
            && counted(answers.redis().pairs()).equals(counted(answers.node().pairs()));

    /** Of the same type and size; what they say is each server's own. */
    Rule SHAPE = (request, answers, before) -> sameShape(answers);

    /** The same refusal, or none: what is answered is each server's own. */
    Rule ANSWERED = (request, answers, before) -> answers.redis().isError()
            ? answers.redis().equals(answers.node())
            : !answers.node().isError();

    /** Of each command what comes before its key specifications: those of Redis have notes for people, too. */
    Rule COMMAND_INFO = (request, answers, before) -> {
        boolean same = sameShape(answers);
        if (request.words().size() == 2) {
            return same || !answers.node().isError(); // of all commands there are
        }
        for (int i = 0; same && i < answers.redis().children().size(); i++) {
            same = beforeKeySpecifications(answers.element(i).redis())
                    .equals(beforeKeySpecifications(answers.element(i).node()));
        }
        return same;
    };

    /**
     * Exactly, except for what depends on how the value came to be: in Redis a string that was changed is kept otherwise, and a collection that once
     * was great stays as it was then.
     */
    Rule ENCODING = (request, answers, before) -> answers.redis().equals(answers.node())
            || OF_STRINGS.contains(answers.redis().text())
                    && OF_STRINGS.contains(answers.node().text())
            || OF_GREAT_COLLECTIONS.contains(answers.redis().text())
                    && !answers.node().isError();

    /** SORT: of two that weigh the same either may come first; and C sees no difference behind a zero byte. */
    Rule SORTED = (request, answers, before) -> {
        boolean tied = request.has("by")
                || request.has("alpha")
                        && answers.redis().children().stream()
                                .anyMatch(element -> element.text().contains("\0"));
        Rule rule = !tied ? EXACT : request.has("limit") ? SHAPE : ANY_ORDER;
        return rule.same(request, answers, before);
    };

    /** A cursor, which is each server's own, and all elements; so it asks for a collection that is listed at once. */
    Rule SCAN = (request, answers, before) -> {
        if (!answers.areSequencesOf(2)) {
            return EXACT.same(request, answers, before);
        }
        if (!request.word(request.name().equals("scan") ? 1 : 2).equals("0")) {
            return true; // a cursor that nobody was given: what it stands for is each server's own
        }
        if (!isWhole(answers.redis()) || !isWhole(answers.node())) {
            return true; // in how many pieces, too
        }
        Answers elements = answers.element(1);
        return switch (request.name()) {
            case "zscan" ->
                PAIRS_IN_ANY_ORDER.same(
                        request, new Answers(withNumbers(elements.redis()), withNumbers(elements.node())), null);
            case "hscan" -> PAIRS_IN_ANY_ORDER.same(request, elements, null);
            default -> ANY_ORDER.same(request, elements, null);
        };
    };

    /** As many as Redis chose, out of what the request before listed, and none twice unless the count is negative. */
    Rule CHOICE = (request, answers, before) -> {
        if (!sameShape(answers)) {
            return false;
        }
        List<Reply> chosen =
                answers.node() instanceof Reply.Many ? answers.node().children() : List.of(answers.node());
        boolean pairs = request.has("withvalues") || request.has("withscores");
        if (pairs) {
            boolean nested = !chosen.isEmpty() && chosen.getFirst() instanceof Reply.Many;
            if (nested
                    && !answers.redis().children().stream()
                            .allMatch(pair -> pair.children().size() == 2)) {
                return false;
            }
            List<List<Reply>> couples = nested
                    ? chosen.stream().map(Reply::children).toList()
                    : answers.node().pairs();
            return isChoice(couples, isListing(before) ? couplesOf(before.node()) : null, request);
        }
        return answers.node() instanceof Reply.Nothing
                || answers.node().isError()
                || isChoice(chosen, isListing(before) ? membersOf(before.node(), request) : null, request);
    };

    /**
     * @param before what the same step's last request was answered; null for the first
     */
    boolean same(Request request, Answers answers, Answers before);

    /** Numbers that differ by no more than this; negative ones only when they are equal: they mean something else. */
    static Rule near(long tolerance) {
        return (request, answers, before) -> {
            if (answers.redis() instanceof Reply.Scalar redis
                    && answers.node() instanceof Reply.Scalar node
                    && redis.type() == ':'
                    && node.type() == ':') {
                long expected = Long.parseLong(redis.value().toString());
                long actual = Long.parseLong(node.value().toString());
                return expected == actual || expected >= 0 && actual >= 0 && Math.abs(expected - actual) <= tolerance;
            }
            return answers.redis().equals(answers.node());
        };
    }

    /** A map of which only these keys are compared, and that there are the same keys. */
    static Rule keysOfMap(Set<String> compared) {
        return (request, answers, before) -> {
            if (!sameShape(answers) || answers.redis().isError()) {
                return answers.redis().equals(answers.node());
            }
            Map<String, Reply> redis = asMap(answers.redis());
            Map<String, Reply> node = asMap(answers.node());
            return redis.keySet().equals(node.keySet())
                    && compared.stream().allMatch(key -> redis.get(key).equals(node.get(key)));
        };
    }

    private static List<Reply> beforeKeySpecifications(Reply info) {
        return info.children().subList(0, Math.min(8, info.children().size()));
    }

    private static Map<String, Reply> asMap(Reply reply) {
        Map<String, Reply> map = new HashMap<>();
        reply.pairs().forEach(pair -> map.put(pair.get(0).text(), pair.get(1)));
        return map;
    }

    private static boolean sameShape(Answers answers) {
        return switch (answers.redis()) {
            case Reply.Scalar redis ->
                answers.node() instanceof Reply.Scalar node
                        && redis.type() == node.type()
                        && (redis.type() != '-' || redis.equals(node));
            case Reply.Nothing redis -> redis.equals(answers.node());
            case Reply.Many redis ->
                answers.node() instanceof Reply.Many node
                        && redis.type() == node.type()
                        && redis.elements().size() == node.elements().size();
        };
    }

    /** Members with their scores as numbers: Redis writes a great one now so, now so. */
    private static Reply withNumbers(Reply members) {
        List<Reply> elements = new ArrayList<>();
        for (List<Reply> pair : members.pairs()) {
            elements.add(pair.get(0));
            elements.add(new Reply.Scalar(
                    ',',
                    Bytes.of(Double.toString(
                            0.0 + Double.parseDouble(pair.get(1).text().replace("inf", "Infinity"))))));
        }
        return new Reply.Many('*', elements);
    }

    private static boolean isWhole(Reply scanned) {
        return scanned.children().getFirst().text().equals("0");
    }

    private static <T> Map<T, Integer> counted(List<T> elements) {
        Map<T, Integer> counted = new HashMap<>();
        elements.forEach(element -> counted.merge(element, 1, Integer::sum));
        return counted;
    }

    private static boolean isListing(Answers before) {
        return before != null && before.node() instanceof Reply.Many;
    }

    private static boolean isChoice(List<?> chosen, List<?> from, Request request) {
        boolean mayRepeat = request.word(2).startsWith("-");
        return (mayRepeat || new HashSet<>(chosen).size() == chosen.size())
                && (from == null || from.containsAll(chosen));
    }

    /** The fields of HGETALL, the members of ZRANGE WITHSCORES, the elements of anything else. */
    private static List<Reply> membersOf(Reply listing, Request request) {
        boolean pairs = request.name().equals("hrandfield") || request.name().equals("zrandmember");
        return pairs ? couplesOf(listing).stream().map(List::getFirst).toList() : listing.children();
    }

    private static List<List<Reply>> couplesOf(Reply listing) {
        List<Reply> elements = listing.children();
        if (!elements.isEmpty() && elements.getFirst() instanceof Reply.Many) {
            List<List<Reply>> couples = new ArrayList<>();
            elements.forEach(couple -> couples.add(couple.children()));
            return couples;
        }
        return listing.pairs();
    }
}

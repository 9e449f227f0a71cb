package dev.baton.node.command;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.CollectionValue;
import dev.baton.node.keyspace.Entry;
import dev.baton.node.keyspace.SetValue;
import dev.baton.node.keyspace.SortedSetValue;
import dev.baton.node.keyspace.WrongTypeException;
import dev.baton.node.resp.Doubles;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes one sorted set of several, as a request of the ZUNION family says. */
final class ScoredAlgebra {
    enum Kind {
        UNION,
        INTERSECTION,
        DIFFERENCE
    }

    /** Decides which options there are. */
    enum Purpose {
        READ,
        STORE,
        COUNT
    }

    /** One of the sets; of a key that isn't there, without a value. */
    private record Source(@Nullable CollectionValue value, double weight) {
        Source(@Nullable Entry entry) {
            this(entry == null ? null : valueOf(entry), 1);
        }

        private static CollectionValue valueOf(Entry entry) {
            return switch (entry.type()) {
                case SET -> entry.set();
                case SORTED_SET -> entry.sortedSet();
                default -> throw new WrongTypeException();
            };
        }

        int size() {
            return value == null ? 0 : value.size();
        }

        Bytes member(int index) {
            return value instanceof SetValue set
                    ? set.get(index)
                    : value instanceof SortedSetValue sorted ? sorted.get(index) : Bytes.of("");
        }

        /** Weighed; a product of zero and infinity counts as zero. */
        double scoreAt(int index) {
            double product = weight * (value instanceof SortedSetValue sorted ? sorted.scoreAt(index) : 1);
            return Double.isNaN(product) ? 0 : product;
        }

        boolean contains(Bytes member) {
            return value instanceof SetValue set
                    ? set.contains(member)
                    : value instanceof SortedSetValue sorted && !Double.isNaN(sorted.score(member));
        }

        /** Weighed, NaN perhaps; of a member it contains. */
        double score(Bytes member) {
            return weight * (value instanceof SortedSetValue sorted ? sorted.score(member) : 1);
        }
    }

    private final Kind kind;
    private final List<Source> sources = new ArrayList<>();
    private DoubleBinaryOperator aggregate = ScoredAlgebra::sum;
    private boolean withScores;
    private long limit = Long.MAX_VALUE;

    private ScoredAlgebra(Kind kind) {
        this.kind = kind;
    }

    /** @param countAt where the number of keys stands, which follow */
    static ScoredAlgebra parse(Call call, int countAt, Kind kind, Purpose purpose) {
        long keys = call.integer(countAt);
        if (keys < 1) {
            throw new CommandException("ERR at least 1 input key is needed for '" + call.name() + "' command");
        }
        if (keys > call.count() - countAt - 1) {
            throw CommandException.syntax();
        }
        ScoredAlgebra algebra = new ScoredAlgebra(kind);
        int afterKeys = countAt + 1 + (int) keys;
        for (int i = countAt + 1; i < afterKeys; i++) {
            algebra.sources.add(new Source(call.look(call.key(i))));
        }
        algebra.options(call, afterKeys, purpose);
        return algebra;
    }

    private void options(Call call, int from, Purpose purpose) {
        boolean weighs = kind != Kind.DIFFERENCE && purpose != Purpose.COUNT;
        int at = from;
        while (at < call.count()) {
            int following = call.count() - at - 1;
            if (weighs && following >= sources.size() && call.is(at, "WEIGHTS")) {
                weights(call, at + 1);
                at += 1 + sources.size();
            } else if (weighs && following >= 1 && call.is(at, "AGGREGATE")) {
                aggregate = aggregate(call, at + 1);
                at += 2;
            } else if (purpose == Purpose.READ && call.is(at, "WITHSCORES")) {
                withScores = true;
                at++;
            } else if (purpose == Purpose.COUNT && following >= 1 && call.is(at, "LIMIT")) {
                long most = call.integer(at + 1, 0, "ERR LIMIT can't be negative");
                limit = most == 0 ? Long.MAX_VALUE : most;
                at += 2;
            } else {
                throw CommandException.syntax();
            }
        }
    }

    private void weights(Call call, int from) {
        for (int i = 0; i < sources.size(); i++) {
            double weight = Doubles.parse(call.argument(from + i));
            if (Double.isNaN(weight)) {
                throw new CommandException("ERR weight value is not a float");
            }
            sources.set(i, new Source(sources.get(i).value(), weight));
        }
    }

    private static DoubleBinaryOperator aggregate(Call call, int at) {
        if (call.is(at, "SUM")) {
            return ScoredAlgebra::sum;
        } else if (call.is(at, "MIN")) {
            return (a, b) -> b < a ? b : a; // NaN changes nothing
        } else if (call.is(at, "MAX")) {
            return (a, b) -> b > a ? b : a;
        }
        throw CommandException.syntax();
    }

    /** What is no number, e.g. the sum of opposite infinities, counts as zero. */
    private static double sum(double a, double b) {
        double sum = a + b;
        return Double.isNaN(sum) ? 0 : sum;
    }

    boolean withScores() {
        return withScores;
    }

    /** In no order. With {@code LIMIT} at most so many. */
    Map<Bytes, Double> result() {
        return switch (kind) {
            case UNION -> union();
            case INTERSECTION -> intersection();
            case DIFFERENCE -> difference();
        };
    }

    private Map<Bytes, Double> union() {
        Map<Bytes, Double> found = new LinkedHashMap<>();
        for (Source source : smallestFirst()) {
            for (int i = 0; i < source.size(); i++) {
                found.merge(source.member(i), source.scoreAt(i), aggregate::applyAsDouble);
            }
        }
        return found;
    }

    private Map<Bytes, Double> intersection() {
        List<Source> ordered = smallestFirst();
        Source smallest = ordered.getFirst();
        List<Source> others = ordered.subList(1, ordered.size());
        Map<Bytes, Double> found = new LinkedHashMap<>();
        for (int i = 0; i < smallest.size() && found.size() < limit; i++) {
            Bytes member = smallest.member(i);
            double score = smallest.scoreAt(i);
            boolean inAll = true;
            for (int j = 0; inAll && j < others.size(); j++) {
                inAll = others.get(j).contains(member);
                score = inAll ? aggregate.applyAsDouble(score, others.get(j).score(member)) : score;
            }
            if (inAll) {
                found.put(member, score);
            }
        }
        return found;
    }

    private Map<Bytes, Double> difference() {
        Source first = sources.getFirst();
        List<Source> others = sources.subList(1, sources.size());
        Map<Bytes, Double> found = new LinkedHashMap<>();
        for (int i = 0; i < first.size(); i++) {
            Bytes member = first.member(i);
            boolean inOther = false;
            for (int j = 0; !inOther && j < others.size(); j++) {
                inOther = others.get(j).contains(member);
            }
            if (!inOther) {
                found.put(member, first.scoreAt(i));
            }
        }
        return found;
    }

    /** As Redis adds them up: the sum of fractions depends on the order. */
    private List<Source> smallestFirst() {
        List<Source> ordered = new ArrayList<>(sources);
        ordered.sort(Comparator.comparingInt(Source::size));
        return ordered;
    }
}

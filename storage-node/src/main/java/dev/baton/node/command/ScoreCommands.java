package dev.baton.node.command;

import static dev.baton.node.command.CommandDefinition.oneKey;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.Op;
import dev.baton.node.keyspace.SortedSetValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** ZADD ZINCRBY. The effect holds the scores that came out, never increments or conditions. */
final class ScoreCommands {
    private ScoreCommands() {}

    /**
     * What stands before the scores.
     *
     * @param absentOnly NX
     * @param presentOnly XX
     * @param changes CH
     * @param pairsAt where the first score stands
     */
    private record Options(
            boolean absentOnly,
            boolean presentOnly,
            boolean greater,
            boolean less,
            boolean changes,
            boolean increment,
            int pairsAt) {

        static Options parse(Call call, boolean increment) {
            Options options = new Options(false, false, false, false, false, increment, 2);
            int at = 2;
            while (at < call.count() && options.with(call, at) instanceof Options more) {
                options = more;
                at++;
            }
            return options;
        }

        private @Nullable Options with(Call call, int at) {
            boolean nx = call.is(at, "NX");
            boolean xx = call.is(at, "XX");
            boolean gt = call.is(at, "GT");
            boolean lt = call.is(at, "LT");
            boolean ch = call.is(at, "CH");
            boolean incr = call.is(at, "INCR");
            return !(nx || xx || gt || lt || ch || incr)
                    ? null
                    : new Options(
                            absentOnly || nx,
                            presentOnly || xx,
                            greater || gt,
                            less || lt,
                            changes || ch,
                            increment || incr,
                            at + 1);
        }

        void check(Call call) {
            int rest = call.count() - pairsAt;
            if (rest == 0 || rest % 2 != 0) {
                throw CommandException.syntax();
            }
            if (absentOnly && presentOnly) {
                throw new CommandException("ERR XX and NX options at the same time are not compatible");
            }
            if ((greater && absentOnly) || (less && absentOnly) || (greater && less)) {
                throw new CommandException("ERR GT, LT, and/or NX options at the same time are not compatible");
            }
            if (increment && rest > 2) {
                throw new CommandException("ERR INCR option supports a single increment-element pair");
            }
        }

        /** The score that comes of an old one, NaN if there was none, and one that is given; NaN if the options leave all as it is. */
        double outcome(double old, double given) {
            if (Double.isNaN(old)) {
                return presentOnly ? Double.NaN : given;
            }
            if (absentOnly) {
                return Double.NaN;
            }
            double score = increment ? old + given : given;
            if (Double.isNaN(score)) {
                throw new CommandException("ERR resulting score is not a number (NaN)");
            }
            return (less && score >= old) || (greater && score <= old) ? Double.NaN : score;
        }
    }

    static List<CommandDefinition> definitions() {
        return List.of(
                oneKey("zadd", "sorted-set", -4, call -> add(call, false), Flag.WRITE, Flag.DENYOOM, Flag.FAST),
                oneKey("zincrby", "sorted-set", 4, call -> add(call, true), Flag.WRITE, Flag.DENYOOM, Flag.FAST));
    }

    private static void add(Call call, boolean increment) {
        Options options = Options.parse(call, increment);
        options.check(call);
        double[] given = new double[(call.count() - options.pairsAt) / 2];
        for (int i = 0; i < given.length; i++) {
            given[i] = call.score(options.pairsAt + i * 2);
        }
        SortedSetValue set = SortedSetCommands.look(call, 1);
        if (given.length == 1) {
            addOne(call, options, set, call.key(options.pairsAt + 1), given[0]);
        } else {
            addMany(call, options, set, given);
        }
    }

    private static void addOne(Call call, Options options, @Nullable SortedSetValue set, Bytes member, double given) {
        double old = set == null ? Double.NaN : set.score(member);
        double score = options.outcome(old, given);
        boolean left = Double.isNaN(score);
        boolean added = !left && Double.isNaN(old);
        boolean changed = added || (!left && score != old);
        if (changed) {
            call.write(
                    new Op.PutScores(call.key(1), new Bytes[] {member}, new double[] {score}),
                    options.increment ? "zincr" : "zadd");
        }
        if (!options.increment) {
            call.out().integer((options.changes ? changed : added) ? 1 : 0);
        } else if (left) {
            call.out().nil();
        } else {
            call.out().number(score);
        }
    }

    /** One after the other: a member may be named twice. */
    private static void addMany(Call call, Options options, @Nullable SortedSetValue set, double[] given) {
        Map<Bytes, Double> outcome = new LinkedHashMap<>();
        int added = 0;
        int updated = 0;
        for (int i = 0; i < given.length; i++) {
            Bytes member = call.key(options.pairsAt + i * 2 + 1);
            Double earlier = outcome.get(member);
            double old = earlier != null ? earlier : set == null ? Double.NaN : set.score(member);
            double score = options.outcome(old, given[i]);
            if (Double.isNaN(score) || score == old) {
                continue;
            }
            if (Double.isNaN(old)) {
                added++;
            } else {
                updated++;
            }
            outcome.put(member, score);
        }
        if (!outcome.isEmpty()) {
            call.write(new Op.PutScores(
                    call.key(1),
                    outcome.keySet().toArray(new Bytes[0]),
                    outcome.values().stream().mapToDouble(Double::doubleValue).toArray()));
        }
        call.out().integer(options.changes ? added + updated : added);
    }
}

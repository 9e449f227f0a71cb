package dev.baton.node.command;

import static dev.baton.node.command.CommandDefinition.countedKeys;
import static dev.baton.node.command.CommandDefinition.oneAndCountedKeys;

import dev.baton.node.keyspace.Bytes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** ZUNION ZINTER ZDIFF, each with STORE, and ZINTERCARD. Sets take part, too, with scores of 1. */
final class SortedSetAlgebraCommands {
    private static final Comparator<Map.Entry<Bytes, Double>> IN_ORDER = Comparator.comparingDouble(
                    (Map.Entry<Bytes, Double> scored) -> scored.getValue() + 0.0) // there is but one zero
            .thenComparing(Map.Entry.comparingByKey());

    private SortedSetAlgebraCommands() {}

    static List<CommandDefinition> definitions() {
        return List.of(
                reading("zunion", ScoredAlgebra.Kind.UNION),
                reading("zinter", ScoredAlgebra.Kind.INTERSECTION),
                reading("zdiff", ScoredAlgebra.Kind.DIFFERENCE),
                storing("zunionstore", ScoredAlgebra.Kind.UNION),
                storing("zinterstore", ScoredAlgebra.Kind.INTERSECTION),
                storing("zdiffstore", ScoredAlgebra.Kind.DIFFERENCE),
                countedKeys("zintercard", "sorted-set", -3, 1, SortedSetAlgebraCommands::count, Flag.READONLY));
    }

    private static CommandDefinition reading(String name, ScoredAlgebra.Kind kind) {
        return countedKeys(name, "sorted-set", -3, 1, call -> read(call, kind), Flag.READONLY);
    }

    private static CommandDefinition storing(String name, ScoredAlgebra.Kind kind) {
        return oneAndCountedKeys(name, "sorted-set", -4, call -> store(call, kind), Flag.WRITE, Flag.DENYOOM);
    }

    private static void read(Call call, ScoredAlgebra.Kind kind) {
        ScoredAlgebra algebra = ScoredAlgebra.parse(call, 1, kind, ScoredAlgebra.Purpose.READ);
        List<Map.Entry<Bytes, Double>> result = new ArrayList<>(algebra.result().entrySet());
        result.sort(IN_ORDER);
        if (algebra.withScores()) {
            call.out().scores(result.size());
            result.forEach(scored -> call.out().scored(scored.getKey().array(), scored.getValue()));
        } else {
            call.out().array(result.size());
            result.forEach(scored -> call.out().bulk(scored.getKey().array()));
        }
    }

    private static void store(Call call, ScoredAlgebra.Kind kind) {
        ScoredAlgebra algebra = ScoredAlgebra.parse(call, 2, kind, ScoredAlgebra.Purpose.STORE);
        Map<Bytes, Double> result = algebra.result();
        ScoredMembers members = new ScoredMembers(result.size());
        result.forEach(members::add);
        members.store(call, call.key(1));
        call.out().integer(members.size());
    }

    private static void count(Call call) {
        ScoredAlgebra algebra =
                ScoredAlgebra.parse(call, 1, ScoredAlgebra.Kind.INTERSECTION, ScoredAlgebra.Purpose.COUNT);
        call.out().integer(algebra.result().size());
    }
}

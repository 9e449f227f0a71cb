package dev.baton.simulation;

import dev.baton.simulation.History.Operation;
import dev.baton.simulation.History.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Whether what clients were told fits with one list, changed by one operation at a time, for each key.
 *
 * <ol>
 *   <li>The append-set: every acknowledged id is in the list that is there in the end, every id once, none that was refused.
 *   <li>Every list that was read, also of a follower, is a beginning of it: nothing seen was taken back.
 *   <li>Linearizability (Herlihy and Wing 1990) of appends and a leader's reads. Each id is appended once, so the last list tells where every
 *       operation took effect: the n-th append n-th, a read of n ids after it and before the next. What ended before another began must not
 *       come behind it. So the check is exact and needs no search; an append whose outcome is unknown never ends.
 * </ol>
 *
 * @param lists by key, in the end
 * @param excused ids that may be missing, and are passed over wherever they were seen
 */
record HistoryCheck(Map<Integer, List<Long>> lists, LongPredicate excused) {

    /** What is wrong, as {@code check: what}; null for nothing. */
    @Nullable
    String wrong(List<Operation> operations) {
        Map<Long, Integer> places = new HashMap<>();
        for (List<Long> list : lists.values()) {
            int place = 0;
            for (Long id : list) {
                if (!excused.test(id) && places.put(id, ++place) != null) {
                    return "append-set: write " + id + " is there twice";
                }
            }
        }
        String wrong = appendSet(operations, places, true);
        return wrong != null ? wrong : inOrder(operations, places);
    }

    /** The first step alone, without what may be lost: all that the asynchronous mode promises. */
    @Nullable
    String wrongWhereWritesMayBeLost(List<Operation> operations) {
        Map<Long, Integer> places = new HashMap<>();
        for (List<Long> list : lists.values()) {
            for (Long id : list) {
                if (places.put(id, 0) != null) {
                    return "append-set: write " + id + " is there twice";
                }
            }
        }
        return appendSet(operations, places, false);
    }

    private @Nullable String appendSet(List<Operation> operations, Map<Long, Integer> places, boolean complete) {
        for (Operation operation : operations) {
            if (!operation.isAppend()) {
                continue;
            }
            boolean there = places.containsKey(operation.id);
            if (there && operation.outcome == Outcome.REFUSED) {
                return "append-set: the " + operation + " was refused and is there";
            }
            if (complete && !there && operation.outcome == Outcome.DONE && !excused.test(operation.id)) {
                return "append-set: the " + operation + " is lost";
            }
        }
        return null;
    }

    /** @param rank where it took effect: 2n for the n-th append, 2n + 1 for a read of n */
    private record Placed(Operation operation, int rank) {}

    private @Nullable String inOrder(List<Operation> operations, Map<Long, Integer> places) {
        Map<Integer, List<Placed>> byKey = new HashMap<>();
        for (Operation operation : operations) {
            if (operation.isAppend()) {
                Integer place = places.get(operation.id);
                if (place != null) {
                    byKey.computeIfAbsent(operation.key, key -> new ArrayList<>())
                            .add(new Placed(operation, 2 * place));
                }
            } else if (operation.outcome == Outcome.DONE) {
                List<Long> seen =
                        operation.seen.stream().filter(id -> !excused.test(id)).toList();
                for (int i = 0; i < seen.size(); i++) {
                    Integer place = places.get(seen.get(i));
                    if (place == null || place != i + 1) {
                        return "I5: the " + operation + " saw write " + seen.get(i) + ", which was taken back";
                    }
                }
                if (operation.byLeader) {
                    byKey.computeIfAbsent(operation.key, key -> new ArrayList<>())
                            .add(new Placed(operation, 2 * seen.size() + 1));
                }
            }
        }
        for (List<Placed> ofKey : byKey.values()) {
            String wrong = inOrder(ofKey);
            if (wrong != null) {
                return wrong;
            }
        }
        return null;
    }

    private static @Nullable String inOrder(List<Placed> placed) {
        List<Placed> byEnd = placed.stream()
                .filter(each -> each.operation().outcome == Outcome.DONE)
                .sorted(Comparator.comparingLong(each -> each.operation().ended))
                .toList();
        List<Placed> byBegin = placed.stream()
                .sorted(Comparator.comparingLong(each -> each.operation().began))
                .toList();
        int ended = 0;
        Placed latest = null;
        for (Placed next : byBegin) {
            while (ended < byEnd.size() && byEnd.get(ended).operation().ended < next.operation().began) {
                Placed before = byEnd.get(ended++);
                latest = latest == null || before.rank() > latest.rank() ? before : latest;
            }
            if (latest != null && latest.rank() > next.rank()) {
                return "linearizability: the " + next.operation() + " took effect before the " + latest.operation()
                        + ", which had ended when it began";
            }
        }
        return null;
    }
}

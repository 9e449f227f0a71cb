package dev.baton.workload;

import dev.baton.workload.Verdict.Promise;
import dev.baton.workload.Violation.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges a history of appends against what the lists hold at the end.
 *
 * <p>Each append adds an element that is unique in the history. So the final lists say of every append whether it ran, how often,
 * and in what order, and no search over interleavings is needed (as in the append-only lists of Elle, Kingsbury and Alvaro 2020,
 * and Jepsen's "set" test).
 *
 * <ol>
 *   <li>Every element in a list must have been sent by a recorded append to that list, must not be there twice, and its append must
 *       not have been refused.
 *   <li>Every acknowledged element must be in its list. One of unknown outcome may be.
 *   <li>Along a list, an element must not stand after one whose append was called only when its own had been acknowledged: for one
 *       client this is its own order, for two it is real time. An append of unknown outcome never ended, so only its call counts.
 *   <li>A read's elements must be an unbroken run of the final list.
 *   <li>Where loss is allowed and the database says what it discarded: that must be all that is missing, of what was acknowledged and of
 *       what was read, and nothing of it may be in a list.
 * </ol>
 *
 * <p>Pure; keeps nothing between calls. Time and memory are linear in history and lists.
 */
public final class AppendSetChecker {
    private final Map<String, Operation> appends = new HashMap<>();
    private final Map<String, Place> places = new HashMap<>();
    private final Map<String, List<String>> lists;
    private final @Nullable Set<String> discarded;
    private final List<Violation> violations = new ArrayList<>();

    private record Place(String key, int index) {}

    private AppendSetChecker(Map<String, List<String>> lists, @Nullable Set<String> discarded) {
        this.lists = lists;
        this.discarded = discarded;
    }

    /**
     * @param history all operations; in any order
     * @param lists what each list of the history holds after the last operation ended; one that isn't there may be left out
     */
    public static Verdict check(List<Operation> history, Map<String, List<String>> lists, Promise promise) {
        return new AppendSetChecker(new LinkedHashMap<>(lists), null).check(history, promise);
    }

    /**
     * As above, where all that the database reported as discarded is known.
     *
     * @param discarded elements, of any list and any outcome; those that the history doesn't know are passed over
     */
    public static Verdict check(
            List<Operation> history, Map<String, List<String>> lists, Promise promise, Set<String> discarded) {
        return new AppendSetChecker(new LinkedHashMap<>(lists), Set.copyOf(discarded)).check(history, promise);
    }

    private Verdict check(List<Operation> history, Promise promise) {
        int[] appended = new int[Outcome.values().length];
        for (Operation operation : history) {
            if (operation.appends()) {
                String element = Objects.requireNonNull(operation.value(), "an append has a value");
                if (appends.put(element, operation) != null) {
                    throw new IllegalArgumentException("the history sends " + element
                            + " twice; elements must be unique for the check to mean anything");
                }
                appended[operation.outcome().ordinal()]++;
            }
        }
        lists.forEach(this::checkElements);
        lists.forEach(this::checkOrder);
        int lost = checkAcknowledgedIsKept(promise);
        checkDiscardedIsGone();
        int reads = checkReads(history, promise);
        int unknownKept = (int) appends.values().stream()
                .filter(append -> append.outcome() == Outcome.UNKNOWN && places.containsKey(append.value()))
                .count();
        return new Verdict(
                appended[Outcome.OK.ordinal()],
                appended[Outcome.REFUSED.ordinal()],
                appended[Outcome.UNKNOWN.ordinal()],
                unknownKept,
                reads,
                lists.size(),
                lost,
                List.copyOf(violations));
    }

    private void checkElements(String key, List<String> elements) {
        for (int index = 0; index < elements.size(); index++) {
            String element = elements.get(index);
            Place first = places.putIfAbsent(element, new Place(key, index));
            Operation append = appends.get(element);
            if (append == null || !append.key().equals(key)) {
                found(Rule.NOTHING_INVENTED, key, element + " at " + index + " was never sent to this list", append);
            } else if (append.outcome() == Outcome.REFUSED && first == null) {
                found(Rule.REFUSED_IS_ABSENT, key, element + " at " + index + " was refused and is there", append);
            }
            if (first != null) {
                found(
                        Rule.ONCE,
                        key,
                        element + " at " + index + " is also at " + first.index() + " of " + first.key(),
                        append);
            }
        }
    }

    private int checkAcknowledgedIsKept(Promise promise) {
        List<Operation> lost = appends.values().stream()
                .filter(append -> append.outcome() == Outcome.OK && !isKept(append))
                .sorted(Comparator.comparingLong(Operation::callNanos))
                .toList();
        if (promise == Promise.NOTHING_LOST) {
            lost.forEach(append -> found(
                    Rule.ACKNOWLEDGED_IS_KEPT,
                    append.key(),
                    append.value() + " was acknowledged and is not there",
                    append));
        } else if (discarded != null) {
            lost.stream()
                    .filter(append -> !discarded.contains(append.value()))
                    .forEach(append -> found(
                            Rule.LOSS_IS_REPORTED,
                            append.key(),
                            append.value() + " was acknowledged, is not there, and was not reported as discarded",
                            append));
        }
        return lost.size();
    }

    private void checkDiscardedIsGone() {
        if (discarded == null) {
            return;
        }
        discarded.stream().sorted().forEach(element -> {
            Operation append = appends.get(element);
            if (append == null) {
                return;
            }
            if (append.outcome() == Outcome.REFUSED) {
                found(
                        Rule.REFUSED_IS_ABSENT,
                        append.key(),
                        element + " was refused, and reported as discarded: it had run",
                        append);
            }
            if (isKept(append)) {
                found(
                        Rule.DISCARDED_IS_GONE,
                        append.key(),
                        element + " was reported as discarded and is there",
                        append);
            }
        });
    }

    private boolean isKept(Operation append) {
        Place place = places.get(append.value());
        return place != null && place.key().equals(append.key());
    }

    private void checkOrder(String key, List<String> elements) {
        Operation latestCalled = null;
        for (String element : elements) {
            Operation append = appends.get(element);
            if (append == null || append.outcome() == Outcome.REFUSED) {
                continue; // said already
            }
            if (latestCalled != null
                    && append.outcome() == Outcome.OK
                    && append.returnNanos() < latestCalled.callNanos()) {
                String who = append.client().equals(latestCalled.client()) ? "by the same client" : "by another client";
                found(
                        Rule.ORDER,
                        key,
                        append.value() + " was acknowledged before " + latestCalled.value() + " was called " + who
                                + ", and stands after it",
                        append,
                        latestCalled);
            }
            if (latestCalled == null || append.callNanos() > latestCalled.callNanos()) {
                latestCalled = append;
            }
        }
    }

    private int checkReads(List<Operation> history, Promise promise) {
        int answered = 0;
        for (Operation read : history) {
            if (!read.reads() || read.outcome() != Outcome.OK) {
                continue;
            }
            answered++;
            String problem = problemOf(read, promise);
            if (problem != null) {
                found(Rule.READ_IS_KEPT, read.key(), problem, read);
            }
        }
        return answered;
    }

    private @Nullable String problemOf(Operation read, Promise promise) {
        List<String> elements = read.elementsRead();
        int start = -1;
        for (int i = 0; i < elements.size(); i++) {
            String element = elements.get(i);
            Operation append = appends.get(element);
            if (append == null || append.outcome() == Outcome.REFUSED) {
                return element + " was read and was " + (append == null ? "never sent" : "refused");
            }
            Place place = places.get(element);
            if (promise == Promise.LOSS_ALLOWED) {
                if (discarded != null && place == null && !discarded.contains(element)) {
                    return element + " was read, is not there at the end, and was not reported as discarded";
                }
                continue;
            }
            if (place == null || !place.key().equals(read.key())) {
                return element + " was read and is not there at the end";
            }
            if (i == 0) {
                start = place.index();
            } else if (place.index() != start + i) {
                return element + " was read as number " + i + " after " + elements.getFirst()
                        + ", and stands elsewhere at the end: at " + place.index() + " instead of " + (start + i);
            }
        }
        return null;
    }

    private void found(Rule rule, String key, String message, @Nullable Operation... operations) {
        List<Operation> proof = new ArrayList<>();
        for (Operation operation : operations) {
            if (operation != null) {
                proof.add(operation);
            }
        }
        proof.sort(Comparator.comparingLong(Operation::callNanos));
        violations.add(new Violation(rule, key, message, List.copyOf(proof)));
    }
}

package dev.baton.workload;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the operations on one register can be ordered: each at one instant between its call and its return, so that every GET
 * returns what the last SET before it wrote, and nothing when there was none.
 *
 * <p>This is the search of Wing and Gong ("Testing and Verifying Concurrent Objects", 1993) with both refinements of Lowe ("Testing for
 * Linearizability", 2017): <em>just in time</em>, so nothing is chosen before a return forces a choice; and <em>memoised</em>, so a
 * configuration (how far the history was read, the register's value, which calls still wait for their instant) is entered once.
 *
 * <p>No value is written twice, so a value that was overwritten never comes back. Three things follow, which leave next to nothing to
 * search for, however many clients share a register (Gibbons and Korach, "Testing Shared Memories", 1997, show that no choice need be
 * left at all):
 *
 * <ol>
 *   <li>A GET of the present value takes place at once: it changes nothing, and waiting can't help it.
 *   <li>A value is not overwritten while a GET of it is yet to be called: that GET could never be placed.
 *   <li>A SET whose GETs have all been called, or that has none, takes place at once with them when rule 2 allows it: whatever was
 *       possible before is possible after.
 * </ol>
 *
 * <p>A SET of unknown outcome may take place at any time after its call, or never. If nobody read its value, it is as good as never; if
 * somebody did, it took place before the first such read returned. So it ends there. A follower shows committed writes only: its read
 * ends the SET that it saw likewise, but isn't placed itself, as it may be of any age.
 */
final class RegisterSearch {
    private static final int ABSENT = 0;
    private static final int NEVER = -1;

    /** An operation that must be placed. Times are those of the history; {@code until} is included. */
    private record Call(boolean sets, int value, long from, long until) {}

    private record Event(long at, boolean returns, int call) {}

    private record Configuration(int position, int value, List<Integer> waiting) {}

    private final List<Call> calls = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private final int[] lastGetCalled; // per value: the event that calls its last GET, or NEVER
    private final Set<Configuration> seen = new HashSet<>();
    private final Deque<Configuration> open = new ArrayDeque<>();

    // The configuration that is being read on.
    private int position;
    private int value = ABSENT;
    private final List<Integer> waiting = new ArrayList<>();

    private RegisterSearch(List<Operation> operations) {
        Map<@Nullable String, Integer> values = new HashMap<>();
        values.put(null, ABSENT);
        Map<String, Long> firstSeen = new HashMap<>();
        for (Operation operation : operations) {
            if (operation.outcome() == Outcome.OK && !operation.sets() && operation.result() != null) {
                firstSeen.merge(operation.result(), operation.returnNanos(), Math::min);
            }
        }
        for (Operation operation : operations) {
            if (operation.sets() && operation.outcome() != Outcome.REFUSED) {
                String written = Objects.requireNonNull(operation.value(), "a SET has a value");
                long until = Math.min(
                        firstSeen.getOrDefault(written, Long.MAX_VALUE),
                        operation.outcome() == Outcome.OK ? operation.returnNanos() : Long.MAX_VALUE);
                if (until < Long.MAX_VALUE) {
                    add(new Call(
                            true,
                            values.computeIfAbsent(written, unused -> values.size()),
                            operation.callNanos(),
                            until));
                }
            } else if (operation.gets() && operation.outcome() == Outcome.OK) {
                add(new Call(
                        false,
                        values.computeIfAbsent(operation.result(), unused -> values.size()),
                        operation.callNanos(),
                        operation.returnNanos()));
            }
        }
        // What touches overlaps: at one instant, calls come before returns.
        events.sort(Comparator.comparingLong(Event::at).thenComparing(Event::returns));
        lastGetCalled = new int[values.size()];
        Arrays.fill(lastGetCalled, NEVER);
        for (int i = 0; i < events.size(); i++) {
            Call call = calls.get(events.get(i).call());
            if (!events.get(i).returns() && !call.sets()) {
                lastGetCalled[call.value()] = i;
            }
        }
    }

    private void add(Call call) {
        events.add(new Event(call.from(), false, calls.size()));
        events.add(new Event(call.until(), true, calls.size()));
        calls.add(call);
    }

    /** {@code operations} are all on one register; no two SETs have the same value. */
    static boolean canBeOrdered(List<Operation> operations) {
        return new RegisterSearch(operations).search();
    }

    private boolean search() {
        open.push(new Configuration(0, ABSENT, List.of()));
        while (!open.isEmpty()) {
            Configuration next = open.pop();
            position = next.position();
            value = next.value();
            waiting.clear();
            waiting.addAll(next.waiting());
            if (readOn()) {
                return true;
            }
        }
        return false;
    }

    /** Reads events up to the history's end (true), or to a return whose call still waits: what can be done then is left in {@code open}. */
    private boolean readOn() {
        while (true) {
            placeWhatShutsNothingOut();
            if (position == events.size()) {
                return true;
            }
            Event event = events.get(position);
            if (!event.returns()) {
                waiting.add(event.call());
            } else if (waiting.contains(event.call())) {
                choose();
                return false;
            }
            position++;
        }
    }

    /** One waiting SET must take place now, else the call that returns is late. Which one, is tried in turn. */
    private void choose() {
        if (!mayBeOverwritten(value)) {
            return;
        }
        for (int index = 0; index < waiting.size(); index++) {
            Call call = calls.get(waiting.get(index));
            if (call.sets()) {
                List<Integer> left = new ArrayList<>(waiting);
                left.remove(index);
                Configuration chosen = new Configuration(position, call.value(), List.copyOf(left));
                if (seen.add(chosen)) {
                    open.push(chosen);
                }
            }
        }
    }

    private void placeWhatShutsNothingOut() {
        boolean placed = true;
        while (placed) {
            waiting.removeIf(
                    index -> !calls.get(index).sets() && calls.get(index).value() == value);
            placed = mayBeOverwritten(value) && placeOneThatIsOver();
        }
    }

    private boolean placeOneThatIsOver() {
        for (int index = 0; index < waiting.size(); index++) {
            Call call = calls.get(waiting.get(index));
            if (call.sets() && mayBeOverwritten(call.value())) {
                value = call.value();
                waiting.remove(index);
                return true;
            }
        }
        return false;
    }

    private boolean mayBeOverwritten(int what) {
        return lastGetCalled[what] < position;
    }
}

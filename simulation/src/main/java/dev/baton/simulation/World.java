package dev.baton.simulation;

import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Virtual time: a queue of events, one seed, one trace. Times are nanoseconds since the world began. */
final class World {
    static final long MILLI = 1_000_000L;
    static final long SECOND = 1_000_000_000L;

    private record Event(long at, long order, Runnable what) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>(256);
    private final SplittableRandom random;
    private final Trace trace;
    private long now;
    private long order;
    private Runnable afterStep = () -> {};

    /** @param traced whether what happens is told, too: it changes nothing but the time it takes */
    World(long seed, boolean traced) {
        this.random = new SplittableRandom(seed);
        this.trace = new Trace(seed, traced);
    }

    long now() {
        return now;
    }

    Trace trace() {
        return trace;
    }

    void say(Supplier<String> line) {
        trace.say(now, line);
    }

    /** What is checked after every event. */
    void afterEveryStep(Runnable check) {
        afterStep = check;
    }

    // ---- chance

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** From {@code low} up to, not including, {@code high}. */
    long between(long low, long high) {
        return random.nextLong(low, high);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    // ---- time

    void after(long nanos, Runnable what) {
        events.add(new Event(now + Math.max(0, nanos), order++, what));
    }

    /** How many things have happened, or will. */
    long events() {
        return order;
    }

    /** Lets the next thing happen. */
    void step() {
        Event next = events.remove();
        now = next.at();
        trace.mix(now);
        try {
            next.what().run();
            afterStep.run();
        } catch (Violation violation) {
            throw violation;
        } catch (RuntimeException | AssertionError bug) {
            throw new Violation("an exception: " + bug, trace, bug);
        }
    }

    void runFor(long nanos) {
        long until = now + nanos;
        while (!events.isEmpty() && events.element().at() <= until) {
            step();
        }
        now = until;
    }

    /** @return whether it came true within {@code nanos} */
    boolean runUntil(BooleanSupplier condition, long nanos) {
        long until = now + nanos;
        while (!condition.getAsBoolean()) {
            if (events.isEmpty() || events.element().at() > until) {
                now = until;
                return false;
            }
            step();
        }
        return true;
    }
}

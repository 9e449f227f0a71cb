package dev.baton.workload;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One client: one operation at a time over one connection, none ever sent twice. After an operation that wasn't acknowledged it
 * takes a new connection, since behind a Service an old one goes on leading to the old leader: at once the first time, then after
 * a pause that doubles from 10 to 100 ms until something is acknowledged.
 */
final class Client implements Runnable {
    private static final long FIRST_PAUSE_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 100;

    /** What a client does again and again. */
    interface Work {
        /** The next operation, not yet sent, numbered from 0. */
        Intent intend(long number);

        /** Sends it and waits; returns what the history shall call its result. */
        @Nullable
        String perform(Link link, Intent intent);

        /** It has ended; {@code by} is who answered, or was last asked. */
        void ended(Operation operation, Identity by);
    }

    record Intent(
            String id, String op, String key, @Nullable String value) {}

    private final String name;
    private final Route route;
    private final Access access;
    private final Duration interval;
    private final Duration linkAge;
    private final Work work;
    private final LongSupplier clock;
    private final CountDownLatch stop;

    /** @param linkAge after which a healthy connection is asked again who it is, or replaced where the route has others to offer */
    Client(
            String name,
            Route route,
            Access access,
            Duration interval,
            Duration linkAge,
            Work work,
            LongSupplier clock,
            CountDownLatch stop) {
        this.name = name;
        this.route = route;
        this.access = access;
        this.interval = interval;
        this.linkAge = linkAge;
        this.work = work;
        this.clock = clock;
        this.stop = stop;
    }

    @Override
    public void run() {
        Link link = null;
        long linkedAt = 0;
        long pauseMillis = 0;
        try {
            for (long number = 0; stop.getCount() > 0; number++) {
                Intent intent = work.intend(number);
                long called = clock.getAsLong();
                Outcome outcome;
                @Nullable String result;
                Identity by = new Identity(null, -1, false);
                try {
                    if (link != null && called - linkedAt > linkAge.toNanos()) {
                        link.close();
                        link = null;
                    }
                    if (link == null) {
                        Optional<Endpoint> endpoint = route.next();
                        if (endpoint.isPresent()) {
                            link = Link.open(endpoint.get(), access, name);
                            linkedAt = clock.getAsLong();
                        }
                    }
                    outcome = Outcome.REFUSED;
                    result = "nowhere to connect";
                } catch (JedisException notConnected) {
                    outcome = Outcome.REFUSED;
                    result = "not connected: " + notConnected.getMessage();
                }
                if (link != null) {
                    by = link.identity();
                    called = clock.getAsLong();
                    try {
                        result = work.perform(link, intent);
                        outcome = Outcome.OK;
                    } catch (JedisException failed) {
                        Failure failure = Failure.of(failed);
                        outcome = failure.outcome();
                        result = failure.text();
                        link.close();
                        link = null;
                    }
                }
                work.ended(
                        new Operation(
                                name,
                                intent.id(),
                                intent.op(),
                                intent.key(),
                                intent.value(),
                                called,
                                clock.getAsLong(),
                                outcome,
                                result),
                        by);
                if (outcome == Outcome.OK) {
                    pauseMillis = 0;
                    long left = interval.toNanos() - (clock.getAsLong() - called);
                    if (left > 0) {
                        stopped(left);
                    }
                } else {
                    stopped(TimeUnit.MILLISECONDS.toNanos(pauseMillis));
                    pauseMillis = Math.clamp(pauseMillis * 2, FIRST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (link != null) {
                link.close();
            }
        }
    }

    private void stopped(long nanos) throws InterruptedException {
        boolean ignored = stop.await(nanos, TimeUnit.NANOSECONDS); // the loop looks itself
    }
}

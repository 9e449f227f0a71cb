package dev.baton.workload;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * The lists of a run, and the names in them. A list that has been appended to 1000 times is left for a fresh one, so that no
 * list's length slows the database in the middle of a run. Any thread may call.
 */
final class Lists {
    private static final int APPENDS_TO_ONE = 1000;

    private final String run;
    private final List<AtomicLong> appends;

    /** {@code run} is unique among all runs against a database: a list left by another run would accuse this one. */
    Lists(String run, int count) {
        this.run = run;
        this.appends = IntStream.range(0, count).mapToObj(i -> new AtomicLong()).toList();
    }

    String keyForAppend(int list) {
        return key(list, appends.get(list).getAndIncrement());
    }

    String keyForRead() {
        int list = ThreadLocalRandom.current().nextInt(appends.size());
        long appended = appends.get(list).get();
        return key(list, appended == 0 ? 0 : ThreadLocalRandom.current().nextLong(appended));
    }

    private String key(int list, long append) {
        return "workload:" + run + ":" + list + ":" + append / APPENDS_TO_ONE;
    }
}

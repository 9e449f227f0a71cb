package dev.baton.operator.observe;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** For how long this operator has seen each request of a database in its state. For one thread at a time. */
final class RequestAges {
    private Map<String, Long> since = new HashMap<>();

    /** Milliseconds for which each of these keys has been among those given without interruption. */
    Map<String, Long> ages(Iterable<String> keys, long nowNanos) {
        Map<String, Long> still = new HashMap<>();
        Map<String, Long> ages = new HashMap<>();
        for (String key : keys) {
            long from = since.getOrDefault(key, nowNanos);
            still.put(key, from);
            ages.put(key, TimeUnit.NANOSECONDS.toMillis(nowNanos - from));
        }
        since = still;
        return ages;
    }
}

package dev.baton.node.command;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.Entry;
import dev.baton.node.keyspace.ValueType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What commands have in common that pop from the first key that has something, or wait for it. Inside MULTI they don't wait: nobody else could
 * come in between.
 */
final class BlockingPops {
    private static final BigDecimal MILLIS = BigDecimal.valueOf(1000);
    private static final BigDecimal MOST_MILLIS = BigDecimal.valueOf(Long.MAX_VALUE);
    /** What doesn't fit a clock of nanoseconds is no end at all, rather than one that is over. */
    private static final long ENDLESS_MILLIS = Duration.ofDays(36_500).toMillis();

    private BlockingPops() {}

    /** The milliseconds of a timeout in seconds, perhaps with decimals; 0: without end. */
    static long timeout(Call call, int index) {
        LongDouble given = LongDouble.parse(call.argument(index));
        if (given == null) {
            throw new CommandException("ERR timeout is not a float or out of range");
        }
        BigDecimal seconds = given.finite();
        if (seconds == null) {
            throw new CommandException("ERR timeout is negative");
        }
        BigDecimal millis = seconds.multiply(MILLIS).setScale(0, RoundingMode.CEILING);
        // In Redis 7.0 what is far too great ends up below zero.
        if (millis.signum() < 0 || millis.compareTo(MOST_MILLIS) > 0) {
            throw new CommandException("ERR timeout is negative");
        }
        if (millis.compareTo(MOST_MILLIS.subtract(BigDecimal.valueOf(call.nowMillis()))) > 0) {
            throw new CommandException("ERR timeout is out of range");
        }
        long exact = millis.longValueExact();
        return exact > ENDLESS_MILLIS ? 0 : exact;
    }

    /** The keys from one argument up to another, that one excluded. */
    static List<Bytes> keys(Call call, int from, int to) {
        List<Bytes> keys = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            keys.add(call.key(i));
        }
        return keys;
    }

    /**
     * Pops from the first key that is there, or waits for one.
     *
     * @param timeoutMillis 0: without end
     * @param nothing answers inside MULTI that there is nothing
     */
    static void popOrWait(
            Call call, List<Bytes> keys, ValueType type, long timeoutMillis, Runnable nothing, Blocked.Pop pop) {
        for (Bytes key : keys) {
            Entry entry = call.look(key);
            if (entry != null) {
                pop.from(key, call);
                return;
            }
        }
        if (call.inExec()) {
            nothing.run();
        } else {
            call.block(keys, type, timeoutMillis, pop);
        }
    }
}

package dev.baton.node.command;

import org.jspecify.annotations.Nullable;

/** How a command says when a key expires, and the absolute milliseconds that makes. */
enum ExpiryTime {
    SECONDS(1000, true),
    MILLISECONDS(1, true),
    AT_SECONDS(1000, false),
    AT_MILLISECONDS(1, false);

    private final long unitMillis;
    private final boolean relative;

    ExpiryTime(long unitMillis, boolean relative) {
        this.unitMillis = unitMillis;
        this.relative = relative;
    }

    /** Milliseconds since 1970; refuses what doesn't fit 64 bits. */
    long at(Call call, long given) {
        if (given > Long.MAX_VALUE / unitMillis || given < Long.MIN_VALUE / unitMillis) {
            throw CommandException.invalidExpiry(call.name());
        }
        long millis = given * unitMillis;
        if (!relative) {
            return millis;
        }
        if (millis > Long.MAX_VALUE - call.nowMillis()) {
            throw CommandException.invalidExpiry(call.name());
        }
        return millis + call.nowMillis();
    }

    /** As {@link #at}, but only for times above zero, as SET wants them. */
    long positiveAt(Call call, long given) {
        if (given <= 0) {
            throw CommandException.invalidExpiry(call.name());
        }
        return at(call, given);
    }

    /** EX, PX, EXAT or PXAT; null for any other word. */
    static @Nullable ExpiryTime ofOption(Call call, int index) {
        if (call.is(index, "EX")) {
            return SECONDS;
        }
        if (call.is(index, "PX")) {
            return MILLISECONDS;
        }
        if (call.is(index, "EXAT")) {
            return AT_SECONDS;
        }
        return call.is(index, "PXAT") ? AT_MILLISECONDS : null;
    }
}

package dev.baton.node.command;

import org.jspecify.annotations.Nullable;

/**
 * What SET and GETEX are told of the expiry: {@code EX}, {@code PX}, {@code EXAT} or {@code PXAT} with a time, or one word without: {@code KEEPTTL} or
 * {@code PERSIST}. The same one may come again, and the last one counts.
 *
 * @param time null if there is none
 * @param timeAt where the time stands
 * @param keeps whether the word came
 */
record ExpiryOption(@Nullable ExpiryTime time, int timeAt, boolean keeps) {
    static final ExpiryOption NONE = new ExpiryOption(null, 0, false);

    /** Parses the option at an index, which comes after {@code before}; anything else is a syntax error. */
    static ExpiryOption parse(Call call, int index, ExpiryOption before, String word) {
        ExpiryTime time = ExpiryTime.ofOption(call, index);
        if (before.time == null && call.is(index, word)) {
            return new ExpiryOption(null, 0, true);
        }
        boolean fits = !before.keeps && (before.time == null || before.time == time);
        if (time == null || !fits || index + 1 == call.count()) {
            throw CommandException.syntax();
        }
        return new ExpiryOption(time, index + 1, false);
    }

    /** Where the next option stands, this one standing at an index. */
    int next(int index) {
        return time == null ? index + 1 : index + 2;
    }

    /** Absolute milliseconds, or what was there before if no time was given. */
    long at(Call call, long otherwise) {
        return time == null ? otherwise : time.positiveAt(call, call.integer(timeAt));
    }
}

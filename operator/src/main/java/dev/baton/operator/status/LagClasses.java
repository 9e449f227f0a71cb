package dev.baton.operator.status;

import dev.baton.crds.status.LagClass;
import org.jspecify.annotations.Nullable;

/** Sorts a lag into a class. A smaller class is entered only well below its bound, so that a lag at a bound doesn't write the status all the time. */
final class LagClasses {
    private static final long[] BOUNDS_MILLIS = {1_000, 10_000, 60_000};

    private LagClasses() {}

    static LagClass of(long lagMillis, @Nullable LagClass before) {
        LagClass plain = plain(lagMillis);
        if (before == null || plain.ordinal() >= before.ordinal()) {
            return plain;
        }
        LagClass careful = plain(lagMillis * 5 / 4);
        return careful.ordinal() < before.ordinal() ? careful : before;
    }

    private static LagClass plain(long lagMillis) {
        for (int i = 0; i < BOUNDS_MILLIS.length; i++) {
            if (lagMillis < BOUNDS_MILLIS[i]) {
                return LagClass.values()[i];
            }
        }
        return LagClass.OVER_ONE_MINUTE;
    }
}

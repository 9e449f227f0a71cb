package dev.baton.simulation;

import org.jspecify.annotations.Nullable;

/** An invariant did not hold. The message has the seed, which replays it, and what happened last. */
final class Violation extends AssertionError {
    private static final long serialVersionUID = 1;

    Violation(String what, Trace trace) {
        this(what, trace, null);
    }

    Violation(String what, Trace trace, @Nullable Throwable cause) {
        super(what + "\nreplay with -Dbaton.seed=" + trace.seed() + "\n" + trace.text(), cause);
    }
}

package dev.baton.simulation;

import org.jspecify.annotations.Nullable;

/** Something that must hold did not. The message has the seed, which replays it, and what happened last. */
final class Violation extends AssertionError {
    private static final long serialVersionUID = 1;

    private final String what;

    Violation(String what, Trace trace) {
        this(what, trace, null);
    }

    Violation(String what, Trace trace, @Nullable Throwable cause) {
        super(what + "\nseed " + trace.seed() + "\n" + trace.text(), cause);
        this.what = what;
    }

    /** The check that failed and what it saw, on one line. */
    String what() {
        return what.lines().findFirst().orElse("");
    }

    /** The check that failed: what stands before the colon. */
    String check() {
        int colon = what.indexOf(':');
        return colon < 0 ? what : what.substring(0, colon);
    }
}

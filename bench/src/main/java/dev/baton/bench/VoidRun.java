package dev.baton.bench;

/** A server answered an error or lost a key: what was measured counts for nothing. */
final class VoidRun extends RuntimeException {
    private static final long serialVersionUID = 1;

    VoidRun(String why) {
        super(why);
    }
}

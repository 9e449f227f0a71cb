package dev.baton.node.server;

/**
 * What is no expected failure. A member whose state nobody can vouch for must not go on answering: the process ends, and starts again
 * from its disk.
 */
final class Bug {
    private static final int EXIT_CODE = 71;

    private Bug() {}

    /** Runs {@code work}; whatever it throws ends the process. */
    static void endsTheProcess(Journal journal, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error bug) {
            journal.error("FATAL in the event loop", bug);
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}

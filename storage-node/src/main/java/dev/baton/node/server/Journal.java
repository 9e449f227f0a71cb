package dev.baton.node.server;

import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The node's own log: one line a message on standard output, as container platforms collect it. Any thread. */
final class Journal {
    private final PrintStream out;
    private final String member;

    Journal(PrintStream out, String member) {
        this.out = out;
        this.member = member;
    }

    void info(String message) {
        line("INFO", message);
    }

    void warn(String message) {
        line("WARN", message);
    }

    void error(String message) {
        line("ERROR", message);
    }

    void error(String message, Throwable cause) {
        line("ERROR", message + ": " + cause);
        cause.printStackTrace(out);
    }

    private void line(String level, String message) {
        out.println(level + " " + Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + member + " " + message);
    }
}

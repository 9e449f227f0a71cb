package dev.baton.e2e.apiserver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An operator at work, of whatever kind. */
public interface RunningOperator extends AutoCloseable {
    /** The image of members whose spec names none; {@link NodeProcesses} of this image run them. */
    String NODE_IMAGE = "baton-node:test";

    /** Its last lines, for the message of a failing test. */
    default String lastLines(int count) {
        try {
            List<String> lines = Files.readAllLines(log());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
        } catch (IOException unreadable) {
            return "no log at " + log();
        }
    }

    /** Where its words go. */
    Path log();

    @Override
    void close();
}

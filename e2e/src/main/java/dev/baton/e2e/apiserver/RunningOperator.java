package dev.baton.e2e.apiserver;

/** An operator at work, of whatever kind. */
public interface RunningOperator extends AutoCloseable {
    /** The image of members whose spec names none; {@link NodeProcesses} of this image run them. */
    String NODE_IMAGE = "baton-node:test";

    /** Its last lines, for the message of a failing test. */
    String lastLines(int count);

    @Override
    void close();
}

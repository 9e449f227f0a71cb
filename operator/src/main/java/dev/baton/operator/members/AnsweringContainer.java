package dev.baton.operator.members;

/**
 * Which container a member's answers come from. A pod's status may be older than an answer, and speak of the container of an earlier process:
 * its end would then be taken for the end of the one that answers (finding F15). So what ran before the process changed is never believed to
 * run still.
 *
 * <p>Not thread-safe.
 */
public final class AnsweringContainer {
    private static final long NONE = -1;

    private long instance = NONE;
    private String container = "";
    /** That of the process before. */
    private String ended = "";

    /**
     * @param answering the instance of the process that answers
     * @param running id of the container that runs, by the pod's status; empty for none
     * @return id of the container that it runs in; empty while unknown
     */
    public String heard(long answering, String running) {
        if (answering != instance) {
            ended = container.isEmpty() ? ended : container;
            container = "";
            instance = answering;
        }
        if (!running.isEmpty() && !running.equals(ended)) {
            container = running;
        }
        return container;
    }

    /** Its answers so far were of another volume. */
    public void forget() {
        instance = NONE;
        ended = container.isEmpty() ? ended : container;
        container = "";
    }
}

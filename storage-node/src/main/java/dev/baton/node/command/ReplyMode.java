package dev.baton.node.command;

/** Whether a client wants to be answered, as CLIENT REPLY says it. Loop thread only. */
public final class ReplyMode {
    private boolean off;
    private boolean skips;
    private boolean skipsNext;

    void on() {
        off = false;
    }

    void off() {
        off = true;
    }

    /** The command after this one isn't answered. */
    void skipNext() {
        skipsNext = !off;
    }

    void reset() {
        off = false;
        skips = false;
        skipsNext = false;
    }

    /** A command ran: whether its reply is dropped. To be asked once for each. */
    public boolean drops() {
        boolean drops = off || skips || skipsNext;
        skips = skipsNext;
        skipsNext = false;
        return drops;
    }
}

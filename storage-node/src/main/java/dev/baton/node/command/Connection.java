package dev.baton.node.command;

/** What commands may do to a client's connection, their own or another one's. Loop thread only. */
public interface Connection {
    /** Of a session that isn't connected. */
    Connection NONE = new Connection() {
        @Override
        public void kill() {
            throw new IllegalStateException("there is no connection");
        }

        @Override
        public boolean unblock(boolean withError) {
            return false;
        }

        @Override
        public boolean isBlocked() {
            return false;
        }

        @Override
        public long requestBytes() {
            return 0;
        }

        @Override
        public long replyBytes() {
            return 0;
        }
    };

    /** Closes it; nothing that waits in it is answered any more. */
    void kill();

    /**
     * Ends the wait of a blocking command.
     *
     * @param withError whether it is answered with an error, rather than as if its time were over
     * @return whether one waited
     */
    boolean unblock(boolean withError);

    /** Whether a blocking command waits. */
    boolean isBlocked();

    /** Bytes of requests that came and didn't run yet. */
    long requestBytes();

    /** Bytes of replies and messages that haven't left. */
    long replyBytes();
}

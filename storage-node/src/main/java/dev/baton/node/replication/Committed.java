package dev.baton.node.replication;

/**
 * How far a member that doesn't lead knows its log to be committed, in bytes; a leader's own knowledge is in its {@link Leadership}, and
 * comes here when it is deposed.
 */
final class Committed {
    private long offset;
    private long forGood;

    Committed(long offset, long forGood) {
        this.offset = offset;
        this.forGood = forGood;
    }

    long offset() {
        return offset;
    }

    /** Up to where it was committed for good: see {@link Tripwire}. */
    long forGood() {
        return forGood;
    }

    /** @return whether that is news */
    boolean advance(long to, boolean committedForGood) {
        if (to <= offset) {
            return false;
        }
        offset = to;
        if (committedForGood) {
            forGood = to;
        }
        return true;
    }

    void knownForGood(long to) {
        forGood = Math.max(forGood, to);
    }

    /** All that a leader knew, which is deposed now. */
    void learn(Leadership deposed) {
        offset = deposed.committed();
        knownForGood(deposed.forGood());
    }

    /** What is cut off is committed no more. */
    void cutTo(long end) {
        offset = Math.min(offset, end);
        forGood = Math.min(forGood, end);
    }

    /** A snapshot took the place of all that was here. */
    void replacedBy(long snapshot) {
        offset = snapshot;
        forGood = Math.min(forGood, snapshot);
    }
}

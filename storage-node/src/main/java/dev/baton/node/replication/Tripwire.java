package dev.baton.node.replication;

import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.EpochStart;
import dev.baton.protocol.Position;

/**
 * The last guard of acknowledged writes, should all else fail: a member doesn't discard what it knows was committed for good, that is under
 * synchronous rules and synced, whoever tells it to. Only a leader whose history says that a person accepted the loss may ask for it.
 */
final class Tripwire {
    private Tripwire() {}

    /**
     * Why a member refuses to give up what it holds beyond {@code common}; empty when it doesn't.
     *
     * @param forGood up to where it knows its log to be committed for good
     * @param own its history
     * @param leaders the history of the leader that asks
     */
    static String refusal(Position common, long forGood, EpochHistory own, EpochHistory leaders) {
        if (common.offset() >= forGood || lossWasAccepted(forGood, own, leaders)) {
            return "";
        }
        return "its log is committed up to offset " + forGood + ", but the leader's (" + leaders.encode()
                + ") agrees with it up to " + common
                + " only: it keeps its data and follows nobody. Acknowledged writes may be"
                + " missing in the leader. Compare both; then delete the volume of the one that is not needed";
    }

    /** By a start that the own log doesn't know: those of long ago were obeyed then. */
    private static boolean lossWasAccepted(long forGood, EpochHistory own, EpochHistory leaders) {
        return leaders.starts().stream()
                .filter(EpochStart::lossAccepted)
                .anyMatch(
                        start -> start.startOffset() <= forGood && !own.starts().contains(start));
    }
}

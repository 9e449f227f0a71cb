package dev.baton.simulation;

import dev.baton.operator.observe.Wish;
import dev.baton.protocol.Acknowledge;

/**
 * What was lost for good so far. One thing may be, a history: what no copy is left of can't be won back by any protocol, and the
 * protocol promises nothing about two losses.
 */
final class Losses {
    private boolean lost;
    /** Written was enough at some time: then a power loss is a loss, and no other may come to it. */
    private boolean wasReceived;

    Losses(Wish wish) {
        wished(wish);
    }

    void wished(Wish wish) {
        wasReceived |= wish.acknowledge() == Acknowledge.RECEIVED;
    }

    /** Whether something may be lost for good now. */
    boolean mayLose() {
        return !lost && !wasReceived;
    }

    boolean hasLost() {
        return lost;
    }

    void lose() {
        lost = true;
    }
}

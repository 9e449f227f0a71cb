package dev.baton.workload;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a run does.
 *
 * @param leader where writers connect
 * @param followers where readers connect; empty: nobody reads
 * @param access password and time-outs
 * @param writers how many clients append, at least 1
 * @param lists how many lists they share; as many as writers: each has its own
 * @param writeInterval from the call of a client's append to its next, at the soonest; zero: as fast as it can
 * @param readers how many clients read
 * @param readInterval as {@code writeInterval}, for reads
 * @param history where the history is written
 * @param registerClients how many clients set and read registers through the leader, as often as the others append; their verdict is
 *     the {@link RegisterChecker}'s. Every other read of a reader is then of a register
 * @param registers how many registers they share
 */
public record WorkloadSettings(
        Route leader,
        Optional<Route> followers,
        Access access,
        int writers,
        int lists,
        Duration writeInterval,
        int readers,
        Duration readInterval,
        Path history,
        int registerClients,
        int registers) {

    public WorkloadSettings {
        if (writers < 1 || lists < 1 || readers < 0 || writeInterval.isNegative() || readInterval.isNegative()) {
            throw new IllegalArgumentException("a run needs at least one writer and one list, and no negative numbers");
        }
        if (registerClients < 0 || registers < Math.min(1, registerClients)) {
            throw new IllegalArgumentException("clients of registers need at least one register");
        }
    }

    /** As above, without registers. */
    public WorkloadSettings(
            Route leader,
            Optional<Route> followers,
            Access access,
            int writers,
            int lists,
            Duration writeInterval,
            int readers,
            Duration readInterval,
            Path history) {
        this(leader, followers, access, writers, lists, writeInterval, readers, readInterval, history, 0, 0);
    }

    /** Four writers with a list each, 100 appends a second each at most, and no readers. */
    public static WorkloadSettings writingTo(Route leader, Path history) {
        return new WorkloadSettings(
                leader,
                Optional.empty(),
                Access.open(),
                4,
                4,
                Duration.ofMillis(10),
                0,
                Duration.ofMillis(20),
                history);
    }

    public WorkloadSettings readingFrom(Route route, int clients) {
        return new WorkloadSettings(
                leader,
                Optional.of(route),
                access,
                writers,
                lists,
                writeInterval,
                clients,
                readInterval,
                history,
                registerClients,
                registers);
    }

    public WorkloadSettings as(Access how) {
        return new WorkloadSettings(
                leader,
                followers,
                how,
                writers,
                lists,
                writeInterval,
                readers,
                readInterval,
                history,
                registerClients,
                registers);
    }

    public WorkloadSettings with(int clients, int sharedLists, Duration interval) {
        return new WorkloadSettings(
                leader,
                followers,
                access,
                clients,
                sharedLists,
                interval,
                readers,
                readInterval,
                history,
                registerClients,
                registers);
    }

    public WorkloadSettings onRegisters(int clients, int shared) {
        return new WorkloadSettings(
                leader,
                followers,
                access,
                writers,
                lists,
                writeInterval,
                readers,
                readInterval,
                history,
                clients,
                shared);
    }
}

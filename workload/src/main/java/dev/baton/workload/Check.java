package dev.baton.workload;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Reads every list that a history names back from the leader, and has the {@link AppendSetChecker} judge it. To be called when the run has stopped. */
public final class Check {
    private Check() {}

    /**
     * @param patience how long the database may take to answer, over all lists
     * @throws IOException when the history can't be read, or the leader doesn't answer in time: there is no verdict then
     */
    public static Verdict check(Path history, Route leader, Access access, Verdict.Promise promise, Duration patience)
            throws IOException {
        List<Operation> operations = History.read(history);
        return AppendSetChecker.check(operations, ReadBack.fromLeader(operations, leader, access, patience), promise);
    }
}

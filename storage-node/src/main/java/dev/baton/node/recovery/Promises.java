package dev.baton.node.recovery;

import dev.baton.node.log.RecordFormat;
import dev.baton.node.log.ReplicatedLog;
import dev.baton.node.log.StartOfEpoch;
import dev.baton.node.log.StateDamagedException;
import dev.baton.node.log.StateFile;
import dev.baton.node.replication.DurableState;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.EpochStart;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.Promise;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What this member promised, as its file tells, held against its log. A record of an epoch is written only once that epoch is promised on
 * disk, and a start record only once it is on disk that this member leads: a log that shows more than the file tells proves that the file
 * is an older copy, or another's.
 *
 * @param state never promises less than the log shows
 * @param doubt why the file can't be trusted; empty when nothing speaks against it
 */
record Promises(DurableState state, String doubt) {

    /** @param self as recorded in the log's start records when this member led */
    static Promises read(Path file, ReplicatedLog log, Incarnation self) throws IOException {
        Epoch seen = log.end().epoch();
        Epoch led = ledLast(log, self);
        DurableState told = DurableState.NEW;
        String doubt = "";
        try {
            told = StateFile.read(file).map(DurableState::decode).orElse(DurableState.NEW);
        } catch (StateDamagedException damaged) {
            doubt = String.valueOf(damaged.getMessage());
        } catch (IllegalArgumentException unreadable) {
            doubt = unreadable.getMessage() + " in " + file;
        }
        Promise promise = told.promise();
        if (doubt.isEmpty() && promise.promised().isBefore(seen)) {
            doubt = file + " promises epoch " + promise.promised() + ", and the log holds records of epoch " + seen
                    + ": the file is missing or an older copy";
        } else if (doubt.isEmpty() && promise.led().isBefore(led)) {
            doubt = file + " says that this member led epoch " + promise.led() + " last, and the log that it led " + led
                    + ": the file is an older copy";
        }
        return doubt.isEmpty() ? new Promises(told, "") : new Promises(floor(told, seen, led), doubt);
    }

    private static DurableState floor(DurableState told, Epoch seen, Epoch led) {
        Promise promise = told.promise();
        Epoch promised = promise.promised().isBefore(seen) ? seen : promise.promised();
        Epoch ledAtLeast = promise.led().isBefore(led) ? led : promise.led();
        // Nobody to follow by itself: the epoch of that leader may not be the one promised last.
        return new DurableState(
                new Promise(promised, ledAtLeast, promise.recordUid(), 0),
                null,
                told.leaseMillis(),
                told.committed(),
                told.forGood(),
                told.diverged(),
                told.received());
    }

    /** The last epoch that begins in the files and was led by {@code self}; none when another led it. */
    private static Epoch ledLast(ReplicatedLog log, Incarnation self) {
        List<EpochStart> starts = log.history().starts();
        if (starts.isEmpty() || starts.getLast().startOffset() < log.startOffset()) {
            return Epoch.NONE;
        }
        StartOfEpoch start =
                StartOfEpoch.decode(log.read(starts.getLast().startOffset(), 1).position(RecordFormat.HEADER_BYTES));
        return start.incarnation().equals(self) ? start.epoch() : Epoch.NONE;
    }
}

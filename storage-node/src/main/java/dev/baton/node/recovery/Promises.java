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
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What this member promised, as the newer of its two files tells, held against its log.
 *
 * <ul>
 *   <li>Both are written before anything rests on a promise, and each tells its version: whichever of them is damaged, missing or an older
 *       copy, the other one holds all that was promised. Versions that differ by one are what a crash between the two leaves.
 *   <li>A record of an epoch is written only once that epoch is promised on disk, and a start record only once it is on disk that this
 *       member leads: a log that shows more than the files tell proves that both are older copies, or another's.
 * </ul>
 *
 * <p>Both replaced by copies of the same earlier moment pass for a volume rolled back, which nobody can tell from within (finding F14).
 *
 * @param state never promises less than the log shows
 * @param doubt why the files can't be trusted; empty when nothing speaks against one of them
 * @param mended what was wrong with one of the files that the other one made up for; empty for nothing. Both are to be written anew
 */
record Promises(DurableState state, String doubt, String mended) {

    /** One of the two files. */
    private record Copy(Path file, @Nullable DurableState state, String trouble) {
        static Copy read(Path file) throws IOException {
            try {
                return new Copy(
                        file, StateFile.read(file).map(DurableState::decode).orElse(null), "");
            } catch (StateDamagedException damaged) {
                return new Copy(file, null, String.valueOf(damaged.getMessage()));
            } catch (IllegalArgumentException unreadable) {
                return new Copy(file, null, unreadable.getMessage() + " in " + file);
            }
        }
    }

    /** @param self as recorded in the log's start records when this member led */
    static Promises read(Path file, ReplicatedLog log, Incarnation self) throws IOException {
        Copy first = Copy.read(file);
        Copy second = Copy.read(StateFile.copyOf(file));
        if (first.state == null && second.state == null) {
            return held(DurableState.NEW, first.trouble + second.trouble, "", file, log, self);
        }
        if (second.state == null) {
            return held(notNull(first), "", second.trouble, file, log, self);
        }
        if (first.state == null) {
            String why = first.trouble.isEmpty() ? file + " is missing" : first.trouble;
            return held(notNull(second), "", why, file, log, self);
        }
        long behind = second.state.version() - first.state.version();
        if (isOlder(first.state, second.state)) {
            String why = file + " is an older copy, " + behind + " changes behind " + second.file;
            return held(second.state, "", why, file, log, self);
        }
        if (behind > 0) {
            // Counted on from the copy: else a crash after the file alone is written next would leave the copy the
            // newer one.
            String why = second.file + " was left as it was by a build that keeps no copy";
            return held(first.state.countedAs(second.state.version()), "", why, file, log, self);
        }
        String why = behind < -1 ? second.file + " is an older copy, " + -behind + " changes behind " + file : "";
        return held(first.state, "", why, file, log, self);
    }

    /** What the newer of the two files tells, not yet held against the log; empty when none can be read, or there is none. */
    static Optional<DurableState> newest(Path file) throws IOException {
        DurableState first = Copy.read(file).state;
        DurableState second = Copy.read(StateFile.copyOf(file)).state;
        if (first == null || second == null) {
            return Optional.ofNullable(first == null ? second : first);
        }
        return Optional.of(isOlder(first, second) ? second : first);
    }

    private static boolean isOlder(DurableState first, DurableState second) {
        if (first.version() != DurableState.UNCOUNTED) {
            return first.version() < second.version();
        }
        // Written by a build that counts nothing, before this one or, after a step back to it, since: promises only
        // grow.
        Epoch promised = first.promise().promised();
        Epoch others = second.promise().promised();
        return promised.isBefore(others)
                || promised.equals(others)
                        && first.promise().led().isBefore(second.promise().led());
    }

    private static DurableState notNull(Copy copy) {
        return Objects.requireNonNull(copy.state);
    }

    /** Holds what a file tells against the log. */
    private static Promises held(
            DurableState told, String trouble, String mended, Path file, ReplicatedLog log, Incarnation self)
            throws IOException {
        Epoch seen = log.end().epoch();
        Epoch led = ledLast(log, self);
        String doubt = trouble;
        Promise promise = told.promise();
        if (doubt.isEmpty() && promise.promised().isBefore(seen)) {
            doubt = file + " promises epoch " + promise.promised() + ", and the log holds records of epoch " + seen
                    + ": the file is missing or an older copy";
        } else if (doubt.isEmpty() && promise.led().isBefore(led)) {
            doubt = file + " says that this member led epoch " + promise.led() + " last, and the log that it led " + led
                    + ": the file is an older copy";
        }
        return doubt.isEmpty() ? new Promises(told, "", mended) : new Promises(floor(told, seen, led), doubt, "");
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
                told.received(),
                told.version());
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

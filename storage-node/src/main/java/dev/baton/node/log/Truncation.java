package dev.baton.node.log;

import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.Position;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the end of the log off.
 *
 * <ol><li>Copy the tail to {@code divergent/} and sync it: nothing is ever lost without a trace.
 * <li>Delete the segments that begin at or after the cut, the newest first, so that the rest is a log at every moment.
 * <li>Shorten the segment that holds the cut, in one step (zeroing it in place could be torn, and would look like damage).
 * <li>Sync. The next append begins a new segment: nothing here needs space.</ol>
 *
 * <p>Without room for the copy, whole segments get another name there instead of being deleted, and the end of the one that holds the
 * cut is moved over piece by piece.
 *
 * <p>A crash leaves the log longer than asked, and whole; the leader will ask again. At worst there are two copies of the tail.
 *
 * @param cut the position the log ends at afterwards
 * @param before all epochs of the log as it was
 * @param oldEnd where the log ended
 * @param holder the segment that holds the cut within or at its end; null when the whole retained log goes
 * @param gone segments that begin at or after the cut, oldest first
 */
record Truncation(
        Position cut,
        EpochHistory before,
        long oldEnd,
        @Nullable Segment holder,
        List<Segment> gone,
        Path divergentDirectory,
        Chunk head,
        int generation,
        Consumer<DivergentTail> done)
        implements LogThread.Task {

    @Override
    public void run(LogThread log) throws IOException {
        KeptTail kept = new KeptTail(divergentDirectory, before, log.disk());
        boolean copied = copy(kept, log);
        for (int i = 0; i < gone.size() && !copied; i++) {
            kept.link(gone.get(i), i + 1 < gone.size() ? gone.get(i + 1).start() : oldEnd);
        }
        deleteGone(log);
        if (holder != null && !copied) {
            kept.move(
                    holder,
                    cut.offset(),
                    gone.isEmpty() ? oldEnd : gone.getFirst().start());
        }
        if (holder == null) {
            // The first segment, too, is cut whole: an empty one in its place keeps the position and the history before
            // it.
            log.withSpace(any -> SegmentBase.write(log.directory(), cut, before.truncatedTo(cut.offset()), log.disk()));
        } else {
            log.disk().truncate(holder.channel(), holder.fileAt(cut.offset()));
            log.disk().force(holder.channel(), true);
        }
        log.continueAt(head, generation);
        done.accept(new DivergentTail(cut.offset(), oldEnd, kept.records(), kept.files()));
    }

    /** @return whether there was room */
    private boolean copy(KeptTail kept, LogThread log) throws IOException {
        try {
            log.withSpace(any -> kept.copy(segments(), cut.offset(), oldEnd));
            return true;
        } catch (IOException e) {
            if (!Room.isMissing(e)) {
                throw e;
            }
            return false;
        }
    }

    private List<Segment> segments() {
        List<Segment> all = new ArrayList<>();
        if (holder != null) {
            all.add(holder);
        }
        all.addAll(gone);
        return all;
    }

    private void deleteGone(LogThread log) throws IOException {
        for (int i = gone.size() - 1; i >= 0; i--) {
            gone.get(i).channel().close();
            if (i > 0 || holder != null) {
                log.disk().delete(gone.get(i).path());
            }
        }
    }
}

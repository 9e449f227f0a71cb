package dev.baton.node.log;

import dev.baton.protocol.Epoch;
import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the end of the log off.
 *
 * <ol><li>Copy the tail to {@code divergent/} and sync it: nothing is ever lost without a trace.
 * <li>Delete the segments that begin at or after the cut, the newest first, so that the rest is a log at every moment.
 * <li>Shorten the segment that holds the cut, in one step (zeroing it in place could be torn, and would look like damage).
 * <li>Sync. The next append begins a new segment: nothing here needs space.</ol>
 *
 * <p>A crash leaves the log longer than asked, and whole; the leader will ask again. At worst there are two copies of the tail.
 *
 * @param cut the position the log ends at afterwards
 * @param history epochs up to the cut
 * @param oldEnd where the log ended
 * @param lastEpoch epoch of the last record cut off
 * @param holder the segment that holds the cut within or at its end; null when the whole retained log goes
 * @param gone segments that begin at or after the cut, oldest first
 */
record Truncation(
        Position cut,
        EpochHistory history,
        long oldEnd,
        Epoch lastEpoch,
        @Nullable Segment holder,
        List<Segment> gone,
        Path divergentDirectory,
        Chunk head,
        int generation,
        Consumer<DivergentTail> done)
        implements LogThread.Task {
    private static final int COPY_BYTES = 1 << 20;

    @Override
    public void run(LogThread log) throws IOException {
        Path copy = divergentDirectory.resolve(
                lastEpoch + "-" + cut.offset() + "-" + oldEnd + "-" + UUID.randomUUID() + Segment.SUFFIX);
        long[] records = new long[1];
        log.withSpace(any -> records[0] = copyTo(copy, log.disk()));
        for (int i = gone.size() - 1; i >= 0; i--) {
            gone.get(i).channel().close();
            if (i > 0 || holder != null) {
                log.disk().delete(gone.get(i).path());
            }
        }
        if (holder == null) {
            // The first segment, too, is cut whole: an empty one in its place keeps the position and the history before
            // it.
            log.withSpace(any -> SegmentBase.write(log.directory(), cut, history, log.disk()));
        } else {
            log.disk().truncate(holder.channel(), holder.fileAt(cut.offset()));
            log.disk().force(holder.channel(), true);
        }
        log.continueAt(head, generation);
        done.accept(new DivergentTail(cut.offset(), oldEnd, records[0], Optional.of(copy)));
    }

    private long copyTo(Path file, Disk disk) throws IOException {
        Files.createDirectories(divergentDirectory);
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        long records = 0;
        CRC32C crc = new CRC32C();
        try (FileChannel channel =
                FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            write(channel, new SegmentHeader(cut, history).encode());
            long at = cut.offset();
            while (at < oldEnd) {
                ByteBuffer part = segmentOf(at).read(at, endOf(at), COPY_BYTES, crc);
                at += part.remaining();
                for (int record = 0; record < part.limit(); records++) {
                    record += RecordFormat.HEADER_BYTES + RecordFormat.effectLength(part, record);
                }
                write(channel, part);
            }
            disk.force(channel, true);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
        disk.rename(temporary, file);
        return records;
    }

    private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private Segment segmentOf(long offset) {
        Segment found = holder;
        for (Segment segment : gone) {
            if (segment.start() <= offset) {
                found = segment;
            }
        }
        if (found == null) {
            throw new IllegalStateException("no segment holds offset " + offset);
        }
        return found;
    }

    private long endOf(long offset) {
        for (Segment segment : gone) {
            if (segment.start() > offset) {
                return segment.start();
            }
        }
        return oldEnd;
    }
}

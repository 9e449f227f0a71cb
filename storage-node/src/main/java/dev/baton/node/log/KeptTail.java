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
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The files of {@code divergent/} that hold what one truncation cuts off. Each is a log of its own, and on the medium when a method
 * returns. Log thread.
 */
final class KeptTail {
    private static final int COPY_BYTES = 1 << 20;

    private final Path directory;
    private final EpochHistory history;
    private final Disk disk;
    private final CRC32C crc = new CRC32C();
    private final List<Path> files = new ArrayList<>();
    private long records;

    /** @param history all epochs of the log before the cut */
    KeptTail(Path directory, EpochHistory history, Disk disk) {
        this.directory = directory;
        this.history = history;
        this.disk = disk;
    }

    /** In order. */
    List<Path> files() {
        return List.copyOf(files);
    }

    long records() {
        return records;
    }

    /** Copies all of it, as far as that leaves the margin. Without room for it nothing is kept. */
    void copy(List<Segment> segments, long from, long to) throws IOException {
        Files.createDirectories(directory);
        disk.leaveMargin(directory, to - from);
        files.add(0, copied(segments, from, to));
    }

    /** Keeps a whole segment without a copy: the file stays under another name once the log's own is deleted. */
    void link(Segment segment, long to) throws IOException {
        Files.createDirectories(directory);
        for (long at = segment.start(); at < to; ) {
            ByteBuffer part = segment.read(at, to, COPY_BYTES, crc);
            records += count(part);
            at += part.remaining();
        }
        Path file = name(segment.start(), to);
        disk.link(segment.path(), file);
        files.add(file);
    }

    /**
     * Moves the end of a segment over in pieces, the last first, and shortens it by each: that takes no more room than one piece. A crash
     * leaves a log that is whole, and longer than asked.
     */
    void move(Segment segment, long from, long to) throws IOException {
        List<Long> starts = new ArrayList<>();
        for (long at = from; at < to; ) {
            starts.add(at);
            at += segment.read(at, to, COPY_BYTES, crc).remaining();
        }
        shorten(segment, to); // what was preallocated gives room already
        long end = to;
        while (end > from) {
            // Half of the margin: what can't wait may use it, but leaves some for a promise.
            long room = disk.usableBytes(directory) - Room.MARGIN_BYTES / 2;
            long start = starts.removeLast();
            while (!starts.isEmpty() && end - starts.getLast() <= room) {
                start = starts.removeLast();
            }
            try {
                files.add(0, copied(List.of(segment), start, end));
            } catch (IOException e) {
                if (!Room.isMissing(e)) {
                    throw e;
                }
                throw new IOException(
                        "no room in " + directory + " for " + (end - start)
                                + " bytes that are cut off the log and must be kept: free space or enlarge the volume",
                        e);
            }
            shorten(segment, start);
            end = start;
        }
    }

    private void shorten(Segment segment, long end) throws IOException {
        disk.truncate(segment.channel(), segment.fileAt(end));
        disk.force(segment.channel(), true);
    }

    private Path copied(List<Segment> segments, long from, long to) throws IOException {
        Path file = name(from, to);
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        long copied = 0;
        try (FileChannel channel =
                FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer header =
                    new SegmentHeader(new Position(history.epochAt(from), from), history.truncatedTo(from)).encode();
            long place = header.remaining();
            disk.write(channel, header, 0);
            for (long at = from; at < to; ) {
                ByteBuffer part = holder(segments, at).read(at, endOf(segments, at, to), COPY_BYTES, crc);
                copied += count(part);
                int length = part.remaining();
                disk.write(channel, part, place);
                at += length;
                place += length;
            }
            disk.force(channel, true);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
        disk.rename(temporary, file);
        records += copied;
        return file;
    }

    private Path name(long from, long to) {
        Epoch last = history.epochAt(to);
        return directory.resolve(last + "-" + from + "-" + to + "-" + UUID.randomUUID() + Segment.SUFFIX);
    }

    private static int count(ByteBuffer part) {
        int count = 0;
        for (int at = 0; at < part.limit(); count++) {
            at += RecordFormat.HEADER_BYTES + RecordFormat.effectLength(part, at);
        }
        return count;
    }

    private static Segment holder(List<Segment> segments, long offset) {
        Segment found = segments.getFirst();
        for (Segment segment : segments) {
            if (segment.start() <= offset) {
                found = segment;
            }
        }
        return found;
    }

    private static long endOf(List<Segment> segments, long offset, long end) {
        for (Segment segment : segments) {
            if (segment.start() > offset) {
                return segment.start();
            }
        }
        return end;
    }
}

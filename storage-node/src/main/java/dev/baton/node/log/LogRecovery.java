package dev.baton.node.log;

import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Finds out what the log holds, and makes sure that it is on the medium.
 *
 * <ol><li>Read every record of every segment, oldest first. Each segment must begin where the one before ends.
 * <li>A torn batch at the end of the last segment is cut.
 * <li>The last batch is written again and synced before its end is reported: after a kill it may be in the page cache only, and after
 *     a failed fsync the kernel has marked its pages clean although they never reached the medium (finding F12).</ol>
 *
 * @param base position before the first record
 * @param end position after the last one
 * @param segments those with records or with room for records
 * @param tornBytes how much of a torn batch was cut; 0 for a clean end
 */
record LogRecovery(
        Position base,
        Position end,
        EpochHistory history,
        List<Segment> segments,
        boolean tailHasRoom,
        long tornBytes) {
    private static final int REWRITE_BYTES = 1 << 20;

    /** @throws LogDamagedException when records that were synced can't be read */
    static LogRecovery run(Path directory, Disk disk) throws IOException {
        List<Segment> segments = new ArrayList<>();
        try {
            return scan(directory, disk, segments);
        } catch (IOException | RuntimeException e) {
            for (Segment segment : segments) {
                segment.channel().close();
            }
            throw e;
        }
    }

    private static LogRecovery scan(Path directory, Disk disk, List<Segment> segments) throws IOException {
        List<Path> files = segmentFiles(directory);
        Position base = Position.EMPTY;
        Position end = Position.EMPTY;
        EpochHistory history = EpochHistory.NONE;
        long torn = 0;
        boolean room = false;
        for (int i = 0; i < files.size(); i++) {
            Path file = files.get(i);
            boolean last = i == files.size() - 1;
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            SegmentScan scan;
            try {
                scan = SegmentScan.of(file, channel, (epoch, start, finish, effect) -> {});
                if (!file.equals(Segment.path(directory, scan.header().base().offset()))) {
                    throw new LogDamagedException(
                            file,
                            0,
                            "a segment of offset " + scan.header().base().offset());
                }
                if (i == 0) {
                    base = scan.header().base();
                } else if (!scan.header().base().equals(end)
                        || !scan.header().history().equals(history)) {
                    throw new LogDamagedException(
                            file,
                            0,
                            "the log ends at " + end + " before a segment that follows "
                                    + scan.header().base());
                }
                if (scan.torn() && !last) {
                    throw new LogDamagedException(
                            file, fileEnd(scan), "a bad record at offset " + scan.end() + ", before a later segment,");
                }
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
            end = scan.position();
            history = scan.history();
            long size = scan.fileBytes();
            if (scan.torn()) {
                torn = size - fileEnd(scan);
                size = fileEnd(scan);
                disk.truncate(channel, size);
                disk.force(channel, true);
            }
            Segment segment = new Segment(scan.header(), scan.dataStart(), channel, file, size, true, disk);
            if (last && scan.end() > scan.lastBatch()) {
                rewrite(segment, scan.lastBatch(), scan.end(), disk);
            }
            // Only the last file may go on growing, even when it is a mere base and one before it has room left.
            room = last && size > fileEnd(scan);
            if (size == scan.dataStart()) {
                channel.close();
                if (i > 0) {
                    // All of it was torn off. No open segment names it, so a later cut before it would leave it behind.
                    disk.delete(file);
                } // else a base without records: the first append replaces the file
            } else {
                segments.add(segment);
            }
        }
        return new LogRecovery(base, end, history, List.copyOf(segments), room, torn);
    }

    private static void rewrite(Segment segment, long from, long to, Disk disk) throws IOException {
        long at = segment.fileAt(from);
        long end = segment.fileAt(to);
        ByteBuffer part = ByteBuffer.allocateDirect((int) Math.min(REWRITE_BYTES, end - at));
        while (at < end) {
            part.clear().limit((int) Math.min(part.capacity(), end - at));
            while (part.hasRemaining()) {
                if (segment.channel().read(part, at + part.position()) < 0) {
                    throw new IOException(segment + " became shorter while it was recovered");
                }
            }
            part.flip();
            int length = part.limit();
            disk.write(segment.channel(), part, at);
            at += length;
        }
        disk.force(segment.channel(), true);
    }

    private static long fileEnd(SegmentScan scan) {
        return scan.dataStart() + scan.end() - scan.header().base().offset();
    }

    /** Segment files by offset; whatever an earlier process left half made is deleted, other names are left alone. */
    private static List<Path> segmentFiles(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            for (Path file : all) {
                String name = file.getFileName().toString();
                if (name.endsWith(SpareSegments.SUFFIX) || name.endsWith(".tmp")) {
                    Files.delete(file);
                } else if (Segment.isName(file)) {
                    files.add(file);
                }
            }
        }
        Collections.sort(files); // names have leading zeros
        return files;
    }
}

package dev.baton.node.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * One file of the log. The owner decides which record goes into which segment, the log thread does all writing; either may read
 * (positional reads of bytes already written).
 */
final class Segment {
    static final String SUFFIX = ".log";
    private static final Pattern NAME = Pattern.compile("\\d{20}\\.log");

    private final SegmentHeader header;
    private final FileChannel channel;
    private final int dataStart;
    private final long capacityEnd;
    private final Disk disk;
    /** Log thread only: the spare's name until {@link #begin}. */
    private Path path;

    private boolean begun;

    /** @param fileBytes size of the file, of which records may use all after the header */
    Segment(
            SegmentHeader header,
            int dataStart,
            FileChannel channel,
            Path path,
            long fileBytes,
            boolean begun,
            Disk disk) {
        this.header = header;
        this.dataStart = dataStart;
        this.channel = channel;
        this.path = path;
        this.capacityEnd = header.base().offset() + fileBytes - dataStart;
        this.begun = begun;
        this.disk = disk;
    }

    /** Whether {@link #path} made that name. Whatever else lies in the directory is none of the log's: it is neither read nor deleted. */
    static boolean isName(Path file) {
        return NAME.matcher(file.getFileName().toString()).matches();
    }

    static Path path(Path directory, long start) {
        return directory.resolve(String.format("%020d%s", start, SUFFIX));
    }

    SegmentHeader header() {
        return header;
    }

    long start() {
        return header.base().offset();
    }

    /** Records may end here at most, as an offset of the log. */
    long capacityEnd() {
        return capacityEnd;
    }

    FileChannel channel() {
        return channel;
    }

    Path path() {
        return path;
    }

    long fileAt(long offset) {
        return dataStart + (offset - start());
    }

    /**
     * Turns a spare file into this segment. All records before it must be synced: recovery takes a segment with a successor for
     * complete. Log thread.
     */
    void begin(Path directory) throws IOException {
        if (begun) {
            return;
        }
        disk.write(channel, header.encode(), 0);
        disk.force(channel, false);
        Path name = path(directory, start());
        disk.rename(path, name);
        path = name;
        begun = true;
    }

    /**
     * Reads whole records, at least one, from {@code from} on; batch marks cleared.
     *
     * @param limit a record boundary within what is written
     * @throws LogDamagedException when the file doesn't hold sound records there
     */
    ByteBuffer read(long from, long limit, int maxBytes, CRC32C crc) throws IOException {
        int want = (int) Math.min(limit - from, Math.max(maxBytes, RecordFormat.HEADER_BYTES));
        ByteBuffer bytes = fill(from, want);
        int end = whole(bytes, from, crc);
        if (end == 0) {
            long total = RecordFormat.HEADER_BYTES + (long) RecordFormat.effectLength(bytes, 0);
            if (total > limit - from || total <= want) {
                throw damaged(from);
            }
            bytes = fill(from, (int) total);
            end = whole(bytes, from, crc);
            if (end == 0) {
                throw damaged(from);
            }
        }
        return bytes.limit(end);
    }

    private int whole(ByteBuffer bytes, long from, CRC32C crc) {
        int at = 0;
        while (bytes.limit() - at >= RecordFormat.HEADER_BYTES
                && RecordFormat.effectLength(bytes, at) <= bytes.limit() - at - RecordFormat.HEADER_BYTES) {
            int total = RecordFormat.check(bytes, at, bytes.limit(), from + at, crc);
            if (total < 0) {
                throw damaged(from + at);
            }
            RecordFormat.clearBatchMark(bytes, at);
            at += total;
        }
        return at;
    }

    private ByteBuffer fill(long from, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        long at = fileAt(from);
        while (bytes.hasRemaining()) {
            int n = disk.read(channel, bytes, at + bytes.position());
            if (n < 0) {
                throw damaged(from + bytes.position());
            }
        }
        return bytes.flip();
    }

    private LogDamagedException damaged(long offset) {
        return new LogDamagedException(path, fileAt(offset), "no sound record of offset " + offset);
    }

    @Override
    public String toString() {
        return path.getFileName().toString();
    }
}

package dev.baton.node.snapshot;

import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Reads a snapshot. {@link #open} verifies every byte before the first entry is given out, so that a damaged one never becomes half a
 * keyspace. One thread.
 */
public final class SnapshotReader implements AutoCloseable {
    /** Takes the entries in the order they were written. */
    @FunctionalInterface
    public interface EntryVisitor {
        /** @param entry valid during the call only, from 0 to {@code length} */
        void entry(byte[] entry, int length) throws IOException;
    }

    private static final int BUFFER_BYTES = 256 * 1024;

    private final Path file;
    private final FileChannel channel;
    private final long size;
    private final SnapshotHeader header;
    private final int headerBytes;
    private final long entries;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).limit(0);
    private final CRC32C total = new CRC32C();
    private long at;

    /** @throws SnapshotDamagedException when any byte isn't as it was written */
    public static SnapshotReader open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return new SnapshotReader(file, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private SnapshotReader(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        this.size = channel.size();
        rewind(0);
        if (size < SnapshotHeader.FIXED + 4 + SnapshotHeader.TRAILER_BYTES) {
            throw new SnapshotDamagedException(file, size, "only " + size + " bytes");
        }
        ByteBuffer fixed = ByteBuffer.wrap(take(SnapshotHeader.FIXED));
        int history = SnapshotHeader.historyLength(fixed, file, size);
        this.headerBytes = SnapshotHeader.FIXED + history + 4;
        ByteBuffer whole = ByteBuffer.allocate(headerBytes)
                .put(fixed)
                .put(take(history + 4))
                .flip();
        this.header = SnapshotHeader.decode(whole, file);
        this.entries = verify();
    }

    public Position position() {
        return header.position();
    }

    public EpochHistory history() {
        return header.history();
    }

    public long entries() {
        return entries;
    }

    public void forEach(EntryVisitor visitor) throws IOException {
        rewind(headerBytes);
        walk(visitor);
    }

    private long verify() throws IOException {
        long count = walk((entry, length) -> {});
        int sum = (int) total.getValue();
        int expected = ByteBuffer.wrap(take(4)).getInt();
        if (sum != expected) {
            throw new SnapshotDamagedException(file, at - 4, "a bad checksum of the whole");
        }
        if (at != size) {
            throw new SnapshotDamagedException(file, at, "more bytes than the trailer tells");
        }
        return count;
    }

    /** From the first entry up to the total checksum. */
    private long walk(EntryVisitor visitor) throws IOException {
        CRC32C crc = new CRC32C();
        byte[] entry = new byte[BUFFER_BYTES];
        long count = 0;
        while (true) {
            int length = ByteBuffer.wrap(take(4)).getInt();
            if (length == SnapshotHeader.END_OF_ENTRIES) {
                break;
            }
            if (length < 0 || length > size - at - 4) {
                throw new SnapshotDamagedException(file, at - 4, "an entry of " + length + " bytes");
            }
            int expected = ByteBuffer.wrap(take(4)).getInt();
            if (entry.length < length) {
                entry = new byte[length];
            }
            take(entry, length);
            crc.reset();
            crc.update(entry, 0, length);
            if ((int) crc.getValue() != expected) {
                throw new SnapshotDamagedException(file, at - length, "a bad checksum of an entry");
            }
            visitor.entry(entry, length);
            count++;
        }
        long told = ByteBuffer.wrap(take(8)).getLong();
        if (told != count) {
            throw new SnapshotDamagedException(file, at - 8, count + " entries where the trailer tells " + told);
        }
        return count;
    }

    private void rewind(long to) {
        at = to;
        buffer.limit(0);
    }

    private byte[] take(int length) throws IOException {
        byte[] bytes = new byte[length];
        take(bytes, length);
        return bytes;
    }

    private void take(byte[] into, int length) throws IOException {
        int done = 0;
        while (done < length) {
            if (!buffer.hasRemaining()) {
                buffer.clear();
                int n = channel.read(buffer, at);
                buffer.flip();
                if (n <= 0) {
                    throw new SnapshotDamagedException(file, at, "the end");
                }
            }
            int n = Math.min(length - done, buffer.remaining());
            buffer.get(into, done, n);
            done += n;
            at += n;
        }
        total.update(into, 0, length);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

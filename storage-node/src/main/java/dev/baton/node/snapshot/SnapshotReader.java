package dev.baton.node.snapshot;

import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads a snapshot. {@link #open} verifies every byte before anything is given out; after {@link #openUnverified} each block is verified
 * before it is given out, and the whole only in the end: whoever took some then has to forget it when the rest is damaged. One thread.
 */
public final class SnapshotReader implements AutoCloseable {
    /** Takes the entries in the order they were written, some at a time. */
    @FunctionalInterface
    public interface BlockVisitor {
        /** @param block whole entries, one after the other; the visitor's own from now on */
        void block(byte[] block) throws IOException;
    }

    private static final int READ_BYTES = 256 * 1024;

    private final Path file;
    private final FileChannel channel;
    private final long size;
    private final SnapshotHeader header;
    private final int headerBytes;

    private final CRC32C total = new CRC32C();
    private final CRC32C crc = new CRC32C();
    private final byte[] piece = new byte[READ_BYTES];
    private long at;

    /** @throws SnapshotDamagedException when any byte isn't as it was written */
    public static SnapshotReader open(Path file) throws IOException {
        SnapshotReader reader = openUnverified(file);
        try {
            reader.verify();
            return reader;
        } catch (IOException | RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    /**
     * Looks at the header only.
     *
     * @throws SnapshotDamagedException when it isn't as it was written
     */
    public static SnapshotReader openUnverified(Path file) throws IOException {
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
    }

    public Position position() {
        return header.position();
    }

    public EpochHistory history() {
        return header.history();
    }

    /** How many keys there were. */
    public long keys() {
        return header.keys();
    }

    /** @throws SnapshotDamagedException when a block isn't as it was written, or after the last one, the whole isn't */
    public void forEach(BlockVisitor visitor) throws IOException {
        walk(visitor);
    }

    private void verify() throws IOException {
        walk(null);
    }

    private void walk(@Nullable BlockVisitor visitor) throws IOException {
        at = 0;
        total.reset();
        summed(headerBytes);
        long count = 0;
        while (true) {
            int length = summed(4).getInt();
            if (length == SnapshotHeader.END_OF_BLOCKS) {
                break;
            }
            if (length < 1 || length > size - at - 4) {
                throw new SnapshotDamagedException(file, at - 4, "a block of " + length + " bytes");
            }
            int expected = summed(4).getInt();
            long start = at;
            if (visitor == null || length > READ_BYTES) {
                // Before there is a place for it: a damaged length may tell of more than fits into memory.
                checkBlock(length, expected);
            }
            if (visitor != null) {
                at = start;
                byte[] block = take(length);
                crc.reset();
                crc.update(block, 0, length);
                requireSum(expected, length);
                visitor.block(block);
            }
            count++;
        }
        long told = summed(8).getLong();
        if (told != count) {
            throw new SnapshotDamagedException(file, at - 8, count + " blocks where the trailer tells " + told);
        }
        int sum = (int) total.getValue();
        if (sum != ByteBuffer.wrap(take(4)).getInt()) {
            throw new SnapshotDamagedException(file, at - 4, "a bad checksum of the whole");
        }
        if (at != size) {
            throw new SnapshotDamagedException(file, at, "more bytes than the trailer tells");
        }
    }

    private void checkBlock(int length, int expected) throws IOException {
        crc.reset();
        for (int left = length; left > 0; ) {
            int part = Math.min(left, piece.length);
            take(piece, part);
            crc.update(piece, 0, part);
            left -= part;
        }
        requireSum(expected, length);
    }

    private void requireSum(int expected, int length) {
        if ((int) crc.getValue() != expected) {
            throw new SnapshotDamagedException(file, at - length, "a bad checksum of a block");
        }
    }

    private ByteBuffer summed(int length) throws IOException {
        byte[] bytes = take(length);
        total.update(bytes);
        return ByteBuffer.wrap(bytes);
    }

    private byte[] take(int length) throws IOException {
        byte[] bytes = new byte[length];
        take(bytes, length);
        return bytes;
    }

    private void take(byte[] bytes, int length) throws IOException {
        for (int done = 0; done < length; ) {
            // In parts: the channel keeps a buffer outside of the heap as big as the greatest read.
            int n = channel.read(ByteBuffer.wrap(bytes, done, Math.min(length - done, READ_BYTES)), at + done);
            if (n <= 0) {
                throw new SnapshotDamagedException(file, at + done, "the end");
            }
            done += n;
        }
        at += length;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

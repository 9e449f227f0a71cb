package dev.baton.node.snapshot;

import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Writes a snapshot to a temporary file. It becomes valid by {@link #commit} only, which the caller may do only once the position is
 * committed in the epoch it was taken in (finding F13): the state holds effects that a failover could still take back.
 *
 * <p>One thread, any: not the loop, since it waits for the disk. An {@link IOException} (a full disk) leaves {@link #abandon} to do.
 */
public final class SnapshotWriter implements AutoCloseable {
    private static final int BUFFER_BYTES = 256 * 1024;
    private static final int SYNC_EVERY = 8 << 20;

    private final SnapshotStore store;
    private final SnapshotHeader header;
    private final Installable snapshot;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final CRC32C total = new CRC32C();
    private final CRC32C crc = new CRC32C();
    private long blocks;
    private long bytes;
    private long unsynced;
    private boolean sealed;
    private boolean over;

    SnapshotWriter(SnapshotStore store, Installable snapshot, EpochHistory history, long keys) throws IOException {
        this.store = store;
        this.header = new SnapshotHeader(snapshot.position, history, keys);
        this.snapshot = snapshot;
        this.channel = FileChannel.open(snapshot.temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        ByteBuffer head = header.encode();
        putSummed(head.position(head.limit()));
    }

    Installable snapshot() {
        return snapshot;
    }

    public Position position() {
        return header.position();
    }

    /** Bytes written so far. */
    public long bytes() {
        return bytes;
    }

    /** @param entries whole ones, one after the other; at least one byte */
    public void block(byte[] entries) throws IOException {
        if (sealed || over) {
            throw new IllegalStateException("snapshot " + header.position() + " takes no more entries");
        }
        crc.reset();
        crc.update(entries);
        putSummed(ByteBuffer.allocate(8).putInt(entries.length).putInt((int) crc.getValue()));
        put(ByteBuffer.wrap(entries));
        blocks++;
    }

    /** Writes the trailer and syncs; the snapshot is whole but not valid yet. */
    public void seal() throws IOException {
        if (sealed) {
            return;
        }
        putSummed(ByteBuffer.allocate(12).putInt(SnapshotHeader.END_OF_BLOCKS).putLong(blocks));
        put(ByteBuffer.allocate(4).putInt((int) total.getValue()).flip());
        drain();
        channel.force(true);
        channel.close();
        sealed = true;
    }

    /**
     * Makes the snapshot valid: it survives a power loss, and a restart begins from it.
     *
     * @throws IOException also when the log was cut before its position meanwhile
     */
    public SnapshotFile commit() throws IOException {
        if (over) {
            throw new IllegalStateException("snapshot " + header.position() + " is over");
        }
        seal();
        SnapshotFile installed = store.install(snapshot);
        over = true;
        return installed;
    }

    /** Deletes what was written. */
    public void abandon() throws IOException {
        if (!over) {
            over = true;
            store.forget(snapshot);
            channel.close();
            Files.deleteIfExists(snapshot.temporary);
        }
    }

    /** Abandons it unless it was committed. */
    @Override
    public void close() throws IOException {
        abandon();
    }

    /** Of what the checksum of the whole covers. @param part not flipped yet */
    private void putSummed(ByteBuffer part) throws IOException {
        part.flip();
        total.update(part.duplicate());
        put(part);
    }

    private void put(ByteBuffer part) throws IOException {
        bytes += part.remaining();
        while (part.hasRemaining()) {
            if (!buffer.hasRemaining()) {
                drain();
            }
            int length = Math.min(part.remaining(), buffer.remaining());
            buffer.put(part.slice(part.position(), length));
            part.position(part.position() + length);
        }
    }

    private void drain() throws IOException {
        buffer.flip();
        store.leaveMargin(buffer.remaining());
        unsynced += buffer.remaining();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
        if (unsynced >= SYNC_EVERY) {
            // In small steps: one sync of a whole snapshot would make the log's syncs wait behind it.
            channel.force(false);
            unsynced = 0;
        }
    }
}

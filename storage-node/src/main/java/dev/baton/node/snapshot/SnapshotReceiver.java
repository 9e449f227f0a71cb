package dev.baton.node.snapshot;

import dev.baton.protocol.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Takes another member's snapshot into a temporary file, and installs it whole or not at all. When the connection is cut, the transfer
 * goes on at {@link #received} as long as the source offers the same {@link #id}. One thread at a time, not the loop.
 */
public final class SnapshotReceiver implements AutoCloseable {
    private static final int SYNC_EVERY = 8 << 20;

    private final SnapshotStore store;
    private final Path temporary;
    private final FileChannel channel;
    private final String id;
    private final Position position;
    private final long bytes;
    private long received;
    private long unsynced;
    private boolean over;

    SnapshotReceiver(SnapshotStore store, Path temporary, String id, Position position, long bytes) throws IOException {
        this.store = store;
        this.temporary = temporary;
        this.id = id;
        this.position = position;
        this.bytes = bytes;
        this.channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    public String id() {
        return id;
    }

    public Position position() {
        return position;
    }

    /** Length of the whole file. */
    public long bytes() {
        return bytes;
    }

    /** How much is here: where the source goes on. */
    public long received() {
        return received;
    }

    public boolean isComplete() {
        return received == bytes;
    }

    /** @throws IOException when the piece isn't the next one, is damaged in transit, or the disk is full */
    public void accept(SnapshotChunk chunk) throws IOException {
        if (chunk.at() != received || chunk.bytes().remaining() > bytes - received) {
            throw new IOException("snapshot " + id + ": a piece at byte " + chunk.at() + " where " + received + " of "
                    + bytes + " were received");
        }
        if (!chunk.isSound()) {
            throw new IOException("snapshot " + id + ": bad checksum of the piece at byte " + chunk.at());
        }
        ByteBuffer part = chunk.bytes().duplicate();
        unsynced += part.remaining();
        while (part.hasRemaining()) {
            received += channel.write(part, received);
        }
        if (unsynced >= SYNC_EVERY) {
            channel.force(false);
            unsynced = 0;
        }
    }

    /**
     * Verifies the file to the last byte, syncs it and puts it in place. Older snapshots stay until the log was reset to this one; then
     * {@link SnapshotStore#prune prune(1)}.
     *
     * @throws SnapshotDamagedException when it isn't what the source's store once installed
     */
    public SnapshotFile install() throws IOException {
        if (over || !isComplete()) {
            throw new IllegalStateException("snapshot " + id + ": " + received + " of " + bytes + " bytes are here");
        }
        channel.force(true);
        try (SnapshotReader reader = SnapshotReader.open(temporary)) {
            if (!reader.position().equals(position)) {
                throw new SnapshotDamagedException(
                        temporary, 0, "position " + reader.position() + " where " + position + " was announced");
            }
        }
        channel.close();
        over = true;
        return store.install(temporary, position);
    }

    public void abandon() throws IOException {
        if (!over) {
            over = true;
            channel.close();
            Files.deleteIfExists(temporary);
        }
    }

    /** Abandons it unless it was installed. */
    @Override
    public void close() throws IOException {
        abandon();
    }
}

package dev.baton.node.snapshot;

import dev.baton.protocol.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/**
 * Takes another member's snapshot into a file of its own, and installs it whole or not at all. When the connection is cut or this
 * process ends, the transfer goes on at {@link #received} as long as somebody offers the same {@link #id}. One thread at a time, not
 * the loop.
 */
public final class SnapshotReceiver implements AutoCloseable {
    private static final int SYNC_EVERY = 8 << 20;

    private final SnapshotStore store;
    private final PartialSnapshot part;
    private final Installable snapshot;
    private final FileChannel channel;
    private long received;
    private long unsynced;
    private boolean over;

    SnapshotReceiver(SnapshotStore store, PartialSnapshot part, Installable snapshot) throws IOException {
        this.store = store;
        this.part = part;
        this.snapshot = snapshot;
        this.channel = FileChannel.open(part.file(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        this.received = Math.min(channel.size(), part.bytes());
        channel.truncate(received);
        try {
            // At once rather than after most of it: on a volume too small nothing else would find room meanwhile.
            store.leaveMargin(part.bytes() - received);
        } catch (IOException tooSmall) {
            close();
            throw tooSmall;
        }
    }

    public String id() {
        return part.id();
    }

    Installable snapshot() {
        return snapshot;
    }

    public Position position() {
        return part.position();
    }

    /** Length of the whole file. */
    public long bytes() {
        return part.bytes();
    }

    /** How much is here: where the source goes on. */
    public long received() {
        return received;
    }

    public boolean isComplete() {
        return received == part.bytes();
    }

    /** @throws IOException when the piece isn't the next one, is damaged in transit, or the disk is full */
    public void accept(SnapshotChunk chunk) throws IOException {
        if (chunk.at() != received || chunk.bytes().remaining() > part.bytes() - received) {
            throw new IOException("snapshot " + part.id() + ": a piece at byte " + chunk.at() + " where " + received
                    + " of " + part.bytes() + " were received");
        }
        if (!chunk.isSound()) {
            throw new IOException("snapshot " + part.id() + ": bad checksum of the piece at byte " + chunk.at());
        }
        ByteBuffer bytes = chunk.bytes().duplicate();
        store.leaveMargin(bytes.remaining());
        unsynced += bytes.remaining();
        while (bytes.hasRemaining()) {
            received += channel.write(bytes, received);
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
     * @throws IOException also when the log was cut before its position meanwhile
     * @throws SnapshotDamagedException when it isn't what the source's store once installed
     */
    public SnapshotFile install() throws IOException {
        if (over || !isComplete()) {
            throw new IllegalStateException(
                    "snapshot " + part.id() + ": " + received + " of " + part.bytes() + " bytes are here");
        }
        channel.force(true);
        try (SnapshotReader reader = SnapshotReader.open(part.file())) {
            if (!reader.position().equals(part.position())) {
                throw new SnapshotDamagedException(
                        part.file(),
                        0,
                        "position " + reader.position() + " where " + part.position() + " was announced");
            }
        } catch (SnapshotDamagedException damaged) {
            abandon(); // nothing of it can be continued
            throw damaged;
        }
        SnapshotFile installed = store.install(snapshot, part.id());
        over = true;
        channel.close();
        return installed;
    }

    /** Deletes what was received. */
    public void abandon() throws IOException {
        if (!over) {
            over = true;
            store.forget(snapshot);
            channel.close();
            Files.deleteIfExists(part.file());
        }
    }

    /** Keeps what was received, to be continued. */
    @Override
    public void close() throws IOException {
        if (!over) {
            over = true;
            store.forget(snapshot);
            channel.force(false);
            channel.close();
        }
    }
}

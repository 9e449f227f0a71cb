package dev.baton.node.snapshot;

import dev.baton.protocol.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/**
 * Sends an installed snapshot to joiners, in pieces, from any byte on: one file serves several of them, and a cut transfer continues.
 * Stays readable when the store deletes the file. Any thread, but not the loop.
 */
public final class SnapshotSource implements AutoCloseable {
    private final SnapshotFile snapshot;
    private final FileChannel channel;
    private final long bytes;

    public static SnapshotSource open(SnapshotFile snapshot) throws IOException {
        return new SnapshotSource(snapshot);
    }

    private SnapshotSource(SnapshotFile snapshot) throws IOException {
        this.snapshot = snapshot;
        this.channel = FileChannel.open(snapshot.file(), StandardOpenOption.READ);
        this.bytes = channel.size();
    }

    public String id() {
        return snapshot.id();
    }

    public Position position() {
        return snapshot.position();
    }

    /** Length of the file. */
    public long bytes() {
        return bytes;
    }

    /** @return up to {@code max} bytes from {@code at} on; none at the end */
    public SnapshotChunk read(long at, int max) throws IOException {
        if (at < 0 || at > bytes) {
            throw new IllegalArgumentException(
                    "snapshot " + id() + " has " + bytes + " bytes, byte " + at + " was asked for");
        }
        ByteBuffer part = ByteBuffer.allocate((int) Math.min(max, bytes - at));
        while (part.hasRemaining()) {
            if (channel.read(part, at + part.position()) < 0) {
                throw new IOException("snapshot " + snapshot.file() + " became shorter");
            }
        }
        return SnapshotChunk.of(at, part.flip());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

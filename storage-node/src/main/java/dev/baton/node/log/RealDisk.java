package dev.baton.node.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** The file system itself. */
final class RealDisk implements Disk {
    private static final int ZEROS = 1 << 20;
    private static final int SYNC_EVERY = 512 << 10;

    private final Room room;

    RealDisk(Room room) {
        this.room = room;
    }

    @Override
    public long usableBytes(Path directory) throws IOException {
        return room.usableBytes(directory);
    }

    @Override
    public FileChannel allocate(Path file, long bytes) throws IOException {
        Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
        leaveMargin(directory, bytes);
        FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(ZEROS, bytes));
            long unsynced = 0;
            for (long at = 0; at < bytes; ) {
                if (unsynced == 0) {
                    // Again: others write meanwhile, and may be quicker.
                    leaveMargin(directory, Math.min(SYNC_EVERY, bytes - at));
                }
                zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - at));
                int length = zeros.remaining();
                write(channel, zeros, at);
                at += length;
                unsynced += length;
                if (unsynced >= SYNC_EVERY) {
                    // In small steps: one sync of a whole segment would make the log's own syncs wait behind it.
                    channel.force(false);
                    unsynced = 0;
                }
            }
            channel.force(true);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            Files.deleteIfExists(file);
            throw e;
        }
    }

    @Override
    public void write(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
        long next = at;
        while (bytes.hasRemaining()) {
            next += channel.write(bytes, next);
        }
    }

    @Override
    public void force(FileChannel channel, boolean metadata) throws IOException {
        channel.force(metadata);
    }
}

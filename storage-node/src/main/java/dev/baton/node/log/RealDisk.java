package dev.baton.node.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The file system itself. */
final class RealDisk implements Disk {
    private static final int ZEROS = 1 << 20;
    private static final int SYNC_EVERY = 512 << 10;

    @Override
    public FileChannel allocate(Path file, long bytes) throws IOException {
        FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(ZEROS, bytes));
            long unsynced = 0;
            for (long at = 0; at < bytes; ) {
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

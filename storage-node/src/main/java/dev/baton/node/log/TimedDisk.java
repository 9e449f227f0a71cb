package dev.baton.node.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/**
 * A disk that tells how long each sync of the log's records took.
 *
 * @param syncNanos called on the threads that sync; must not block
 */
public record TimedDisk(Disk disk, LongConsumer syncNanos) implements Disk {
    @Override
    public FileChannel allocate(Path file, long bytes) throws IOException {
        return disk.allocate(file, bytes);
    }

    @Override
    public void write(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
        disk.write(channel, bytes, at);
    }

    @Override
    public int read(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
        return disk.read(channel, bytes, at);
    }

    @Override
    public void force(FileChannel channel, boolean metadata) throws IOException {
        long began = System.nanoTime();
        disk.force(channel, metadata);
        if (!metadata) { // with it: a recovery or a truncation, which are rare and slow and would hide what writes wait
            // for
            syncNanos.accept(System.nanoTime() - began);
        }
    }

    @Override
    public void truncate(FileChannel channel, long bytes) throws IOException {
        disk.truncate(channel, bytes);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        disk.rename(from, to);
    }

    @Override
    public void replace(Path file, ByteBuffer content) throws IOException {
        disk.replace(file, content);
    }

    @Override
    public void link(Path file, Path as) throws IOException {
        disk.link(file, as);
    }

    @Override
    public long usableBytes(Path directory) throws IOException {
        return disk.usableBytes(directory);
    }

    @Override
    public void delete(Path file) throws IOException {
        disk.delete(file);
    }
}

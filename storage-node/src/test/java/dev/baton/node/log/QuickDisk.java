package dev.baton.node.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;

/** As {@link CrashingDisk}, of a machine that keeps its power: nothing is synced, so that hundreds of runs take no time. */
final class QuickDisk implements Disk {
    private static final int NEVER = Integer.MAX_VALUE;

    private final AtomicInteger left = new AtomicInteger(NEVER);
    private volatile boolean dead;
    /** Whether there is no room for copies. */
    volatile boolean full;

    /** @param step 1 for the very next one; making spare segments doesn't count */
    void dieAt(int step) {
        left.set(step);
    }

    boolean isDead() {
        return dead;
    }

    private boolean dies() throws IOException {
        if (dead) {
            throw new IOException("the process is dead");
        }
        dead = left.get() != NEVER && left.decrementAndGet() == 0;
        return dead;
    }

    private void step() throws IOException {
        if (dies()) {
            throw new IOException("the process dies here");
        }
    }

    @Override
    public long usableBytes(Path directory) {
        return full ? Room.MARGIN_BYTES : Long.MAX_VALUE;
    }

    @Override
    public FileChannel allocate(Path file, long bytes) throws IOException {
        if (dead) {
            throw new IOException("the process is dead");
        }
        FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        Disk.REAL.write(channel, ByteBuffer.allocate((int) bytes), 0);
        return channel;
    }

    @Override
    public void write(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
        if (dies()) {
            Disk.REAL.write(channel, bytes.limit(bytes.position() + bytes.remaining() / 2), at);
            throw new IOException("the process dies in the middle of a write");
        }
        Disk.REAL.write(channel, bytes, at);
    }

    @Override
    public void force(FileChannel channel, boolean metadata) throws IOException {
        step();
    }

    @Override
    public void truncate(FileChannel channel, long bytes) throws IOException {
        step();
        channel.truncate(bytes);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        step();
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void replace(Path file, ByteBuffer content) throws IOException {
        step();
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        Files.write(temporary, bytes);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void link(Path file, Path as) throws IOException {
        step();
        Files.createLink(as, file);
    }

    @Override
    public void delete(Path file) throws IOException {
        step();
        Files.deleteIfExists(file);
    }
}

package dev.baton.node.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A disk under a process that dies at a chosen step: that step is done by half or not at all, and none after it. */
public final class CrashingDisk implements Disk {
    private static final int NEVER = Integer.MAX_VALUE;

    private final AtomicInteger left = new AtomicInteger(NEVER);
    private volatile boolean dead;
    private volatile boolean full;

    /** @param step 1 for the very next one; making spare segments doesn't count */
    public void dieAt(int step) {
        left.set(step);
    }

    /** There is room for one segment at a time, beyond what is kept for the state. */
    public void fill() {
        full = true;
    }

    @Override
    public long usableBytes(Path directory) throws IOException {
        return full ? Room.MARGIN_BYTES / 2 + 4096 : Disk.REAL.usableBytes(directory);
    }

    public boolean isDead() {
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
    public FileChannel allocate(Path file, long bytes) throws IOException {
        if (dead) {
            throw new IOException("the process is dead");
        }
        return Disk.REAL.allocate(file, bytes);
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
        Disk.REAL.force(channel, metadata);
    }

    @Override
    public void truncate(FileChannel channel, long bytes) throws IOException {
        step();
        Disk.REAL.truncate(channel, bytes);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        step();
        Disk.REAL.rename(from, to);
    }

    @Override
    public void replace(Path file, ByteBuffer content) throws IOException {
        step();
        Disk.REAL.replace(file, content);
    }

    @Override
    public void link(Path file, Path as) throws IOException {
        step();
        Disk.REAL.link(file, as);
    }

    @Override
    public void delete(Path file) throws IOException {
        step();
        Disk.REAL.delete(file);
    }
}

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
    private final Disk under;

    public CrashingDisk() {
        this(Disk.REAL);
    }

    /** @param under carries out what is done whole */
    public CrashingDisk(Disk under) {
        this.under = under;
    }

    /** @param step 1 for the very next one; making spare segments doesn't count */
    public void dieAt(int step) {
        left.set(step);
    }

    /** From now on there is room for one segment at a time, beyond what is kept for the state; or as much as there is again. */
    public void full(boolean on) {
        full = on;
    }

    @Override
    public long usableBytes(Path directory) throws IOException {
        return full ? Room.MARGIN_BYTES / 2 + 4096 : under.usableBytes(directory);
    }

    boolean isFull() {
        return full;
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
        return under.allocate(file, bytes);
    }

    @Override
    public void write(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
        if (dies()) {
            under.write(channel, bytes.limit(bytes.position() + bytes.remaining() / 2), at);
            throw new IOException("the process dies in the middle of a write");
        }
        under.write(channel, bytes, at);
    }

    @Override
    public void force(FileChannel channel, boolean metadata) throws IOException {
        step();
        under.force(channel, metadata);
    }

    @Override
    public void truncate(FileChannel channel, long bytes) throws IOException {
        step();
        under.truncate(channel, bytes);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        step();
        under.rename(from, to);
    }

    @Override
    public void replace(Path file, ByteBuffer content) throws IOException {
        step();
        under.replace(file, content);
    }

    @Override
    public void link(Path file, Path as) throws IOException {
        step();
        under.link(file, as);
    }

    @Override
    public void delete(Path file) throws IOException {
        step();
        under.delete(file);
    }
}

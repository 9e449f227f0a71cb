package dev.baton.node.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** The real disk, for a test to override a step of. */
public class PassingDisk implements Disk {
    @Override
    public FileChannel allocate(Path file, long bytes) throws IOException {
        return Disk.REAL.allocate(file, bytes);
    }

    @Override
    public void write(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
        Disk.REAL.write(channel, bytes, at);
    }

    @Override
    public void force(FileChannel channel, boolean metadata) throws IOException {
        Disk.REAL.force(channel, metadata);
    }
}

package dev.baton.node.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A disk of a machine that keeps its power: nothing is synced, so that hundreds of runs take no time. */
final class UnsyncedDisk extends PassingDisk {
    @Override
    public long usableBytes(Path directory) {
        return Long.MAX_VALUE;
    }

    @Override
    public FileChannel allocate(Path file, long bytes) throws IOException {
        FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        write(channel, ByteBuffer.allocate((int) bytes), 0);
        return channel;
    }

    @Override
    public void force(FileChannel channel, boolean metadata) {}

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void replace(Path file, ByteBuffer content) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        Files.write(temporary, bytes);
        rename(temporary, file);
    }

    @Override
    public void link(Path file, Path as) throws IOException {
        Files.createLink(as, file);
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }
}

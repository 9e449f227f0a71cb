package dev.baton.node.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The edge of the log to the file system: the calls that a disk can fail, each a step at which a
 * process can die. Tests and fault injection put a full or a broken disk
 * in its place. Called by the log thread and by the thread that prepares segments; a channel is never used by both at once.
 */
public interface Disk extends Room {
    Disk REAL = new RealDisk(Room.OF_VOLUME);

    /**
     * Creates {@code file} with {@code bytes} zeros, synced, so that later writes inside it need no space and change no file
     * metadata (which is what makes {@code fdatasync} cheap). On failure nothing of the file is left. The margin of {@link Room} stays free.
     *
     * @throws IOException when there is no room, or the file exists
     */
    FileChannel allocate(Path file, long bytes) throws IOException;

    /** Writes all that remains in {@code bytes}. */
    void write(FileChannel channel, ByteBuffer bytes, long at) throws IOException;

    /**
     * Reads records from {@code at} on into what remains of {@code bytes}. Also called by the owner, and by those who read for followers.
     *
     * @return how many bytes were read; -1 when the file ends before
     */
    default int read(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
        return channel.read(bytes, at);
    }

    /** Returns when everything written is on the medium; {@code metadata}: the file's size too. */
    void force(FileChannel channel, boolean metadata) throws IOException;

    /** Cuts a file off; on the medium after the next {@link #force}. */
    default void truncate(FileChannel channel, long bytes) throws IOException {
        channel.truncate(bytes);
    }

    /** As {@link Durably#rename}. */
    default void rename(Path from, Path to) throws IOException {
        Durably.rename(from, to);
    }

    /** As {@link Durably#replace}. */
    default void replace(Path file, ByteBuffer content) throws IOException {
        Durably.replace(file, content);
    }

    /** As {@link Durably#link}. */
    default void link(Path file, Path as) throws IOException {
        Durably.link(file, as);
    }

    @Override
    default long usableBytes(Path directory) throws IOException {
        return OF_VOLUME.usableBytes(directory);
    }

    /** As {@link Durably#delete}. */
    default void delete(Path file) throws IOException {
        Durably.delete(file);
    }
}

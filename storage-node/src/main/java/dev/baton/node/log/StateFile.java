package dev.baton.node.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A small file that is always whole: magic(8) length(4) crc32c(4) bytes. Written by {@link ReplicatedLog#persist}, in the log's order.
 */
public final class StateFile {
    private static final long MAGIC = 0x4241544f4e535431L; // BATONST1
    private static final int HEADER = 16;

    private StateFile() {}

    /** Atomic and on the medium when it returns. */
    public static void write(Path file, byte[] state) throws IOException {
        write(file, state, Disk.REAL);
    }

    static void write(Path file, byte[] state, Disk disk) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(HEADER + state.length);
        content.putLong(MAGIC).putInt(state.length).putInt(checksum(state)).put(state);
        disk.replace(file, content.flip());
    }

    /**
     * The file, then its copy beside it. Whoever finds them unlike takes the newer one, which its content must tell: a crash in between
     * leaves the copy behind, and a file that is behind its copy was put there by somebody else.
     */
    public static void writeBoth(Path file, byte[] state) throws IOException {
        writeBoth(file, state, Disk.REAL);
    }

    static void writeBoth(Path file, byte[] state, Disk disk) throws IOException {
        write(file, state, disk);
        write(copyOf(file), state, disk);
    }

    public static Path copyOf(Path file) {
        return file.resolveSibling(file.getFileName() + ".copy");
    }

    /**
     * What was written last; empty when nothing ever was.
     *
     * @throws StateDamagedException when the file is not as it was written
     */
    public static Optional<byte[]> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file));
        if (content.remaining() < HEADER || content.getLong() != MAGIC) {
            throw new StateDamagedException(file, "no state header");
        }
        int length = content.getInt();
        int crc = content.getInt();
        if (length != content.remaining()) {
            throw new StateDamagedException(
                    file, "a length of " + length + " where " + content.remaining() + " bytes are");
        }
        byte[] state = new byte[length];
        content.get(state);
        if (checksum(state) != crc) {
            throw new StateDamagedException(file, "a bad checksum");
        }
        return Optional.of(state);
    }

    private static int checksum(byte[] state) {
        CRC32C crc = new CRC32C();
        crc.update(state);
        return (int) crc.getValue();
    }
}

package dev.baton.node.snapshot;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A piece of a snapshot file on its way to another member.
 *
 * @param at where it lies in the file, in bytes
 * @param crc CRC32C of the bytes
 */
public record SnapshotChunk(long at, int crc, ByteBuffer bytes) {
    static SnapshotChunk of(long at, ByteBuffer bytes) {
        return new SnapshotChunk(at, checksum(bytes), bytes);
    }

    boolean isSound() {
        return checksum(bytes) == crc;
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }
}

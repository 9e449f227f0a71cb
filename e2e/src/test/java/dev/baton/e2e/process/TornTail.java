package dev.baton.e2e.process;

import dev.baton.node.log.ReplicatedLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.zip.CRC32C;

/**
 * Puts behind the last record of a dead member's log what a power loss leaves of a batch that was written and not yet synced: some of its
 * pages, in any order. All records before stay, as they may have been synced.
 *
 * <p>The torn batch repeats the log's last effect, so that whoever brought any of it back to life would apply a write twice.
 */
final class TornTail {
    private static final int BATCH_MARK = 0x8000_0000;
    private static final int HEADER_BYTES_AT = 12; // of a segment's header, see SegmentHeader
    private static final int BASE_OFFSET_AT = 24;
    private static final int RECORDS = 5;

    private TornTail() {}

    /** Returns how many bytes were written. */
    static int tear(Path data, Random random) throws IOException {
        Path segment = newest(data.resolve("log"));
        long[] end = {0, 0};
        byte[][] last = {new byte[] {1}};
        ReplicatedLog.visitFile(segment, (epoch, from, to, effect) -> {
            end[0] = to;
            end[1] = epoch.number();
            last[0] = new byte[effect.remaining()];
            effect.duplicate().get(last[0]);
        });
        try (FileChannel file = FileChannel.open(segment, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer header = ByteBuffer.allocate(512);
            file.read(header, 0);
            long base = header.getLong(BASE_OFFSET_AT);
            long offset = Math.max(end[0], base);
            ByteBuffer batch = batch(offset, Math.max(end[1], header.getLong(16)), last[0]);
            tear(batch, random);
            int bytes = batch.remaining();
            long at = header.getInt(HEADER_BYTES_AT) + offset - base;
            while (batch.hasRemaining()) {
                at += file.write(batch, at);
            }
            return bytes;
        }
    }

    private static Path newest(Path log) throws IOException {
        try (var files = Files.list(log)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .max(Path::compareTo)
                    .orElseThrow(() -> new IOException("no segment in " + log));
        }
    }

    private static ByteBuffer batch(long offset, long epoch, byte[] effect) {
        int total = 24 + effect.length;
        ByteBuffer batch = ByteBuffer.allocate(RECORDS * total);
        for (int i = 0; i < RECORDS; i++) {
            int at = batch.position();
            batch.putInt(i == 0 ? effect.length | BATCH_MARK : effect.length).putInt(0);
            batch.putLong(epoch).putLong(offset + (long) i * total).put(effect);
            CRC32C crc = new CRC32C();
            crc.update(batch.array(), at + 8, total - 8);
            batch.putInt(at + 4, (int) crc.getValue());
        }
        return batch.flip();
    }

    /** The first record never stands whole: else it would be a record that was written, and may as well live on. */
    private static void tear(ByteBuffer batch, Random random) {
        int record = batch.limit() / RECORDS;
        switch (random.nextInt(4)) {
            case 0 -> batch.limit(1 + random.nextInt(record - 1)); // nothing but its beginning
            case 1 -> zero(batch, 0, record / 2); // the beginning is missing, the records behind are whole
            case 2 -> zero(batch, record / 2, record); // a hole in the first record
            default -> { // the first record's end, and every record behind it, is other bytes
                for (int i = record - 1; i < batch.limit(); i++) {
                    batch.put(i, (byte) ~batch.get(i));
                }
            }
        }
    }

    private static void zero(ByteBuffer batch, int from, int to) {
        for (int i = from; i < to; i++) {
            batch.put(i, (byte) 0);
        }
    }
}

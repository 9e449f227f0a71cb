package dev.baton.node.log;

import dev.baton.protocol.Epoch;
import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.EpochStart;
import dev.baton.protocol.Position;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Reads a segment file from its header to the last sound record, and judges what follows.
 *
 * <ol><li>Nothing but zeros: the preallocated rest.
 * <li>Bytes, but no sound record that begins a batch: a torn batch. It was never reported as synced, so it is cut.
 * <li>A sound record that begins a batch: what lies before it had been synced, and is now bad. That is damage, never skipped.</ol>
 *
 * <p>A record's place in the file follows from its offset, so a search for later records meets no lookalikes.
 *
 * @param end offset after the last sound record
 * @param history all epochs up to {@code end}
 * @param lastBatch offset where the last batch began: everything before it was synced by whoever wrote it
 * @param fileBytes size of the file
 * @param torn whether a torn batch follows {@code end}
 */
record SegmentScan(
        SegmentHeader header,
        int dataStart,
        long end,
        EpochHistory history,
        long lastBatch,
        long fileBytes,
        boolean torn,
        long records) {

    Position position() {
        return new Position(history.epochAt(end), end);
    }

    /**
     * @param visitor sees every sound record
     * @throws LogDamagedException on a bad header, records out of order, or damage as above
     */
    static SegmentScan of(Path file, FileChannel channel, RecordVisitor visitor) throws IOException {
        long size = channel.size();
        try (Arena arena = Arena.ofConfined()) {
            // A mapping rather than reads: the checksum runs over the page cache, without a copy as big as the segment.
            ByteBuffer bytes = size == 0
                    ? ByteBuffer.allocate(0)
                    : channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena).asByteBuffer();
            return scan(file, bytes, visitor);
        } catch (InternalError faulted) {
            throw new IOException("the disk can't read " + file, faulted);
        }
    }

    private static SegmentScan scan(Path file, ByteBuffer bytes, RecordVisitor visitor) throws IOException {
        SegmentHeader header = SegmentHeader.decode(bytes, file);
        int dataStart = SegmentHeader.headerBytes(bytes);
        long base = header.base().offset();
        EpochHistory history = header.history();
        Epoch epoch = header.base().epoch();
        CRC32C crc = new CRC32C();
        long lastBatch = base;
        long records = 0;
        int at = dataStart;
        while (true) {
            int total = RecordFormat.check(bytes, at, bytes.limit(), base + (at - dataStart), crc);
            if (total < 0) {
                break;
            }
            long start = base + (at - dataStart);
            long number = bytes.getLong(at + RecordFormat.EPOCH_AT);
            ByteBuffer effect = RecordFormat.effect(bytes, at);
            boolean starts = StartOfEpoch.isStart(effect);
            if (number < epoch.number() || (number > epoch.number()) != starts) {
                throw new LogDamagedException(file, at, "a record of epoch " + number + " after epoch " + epoch);
            }
            if (starts) {
                epoch = new Epoch(number);
                history = history.with(
                        new EpochStart(epoch, start, StartOfEpoch.decode(effect).lossAccepted()));
            }
            if (RecordFormat.startsBatch(bytes, at)) {
                lastBatch = start;
            }
            visitor.record(epoch, start, start + total, effect);
            records++;
            at += total;
        }
        boolean torn = !zeros(bytes, at);
        if (torn) {
            refuseDamage(file, bytes, at, base - dataStart, crc);
        }
        return new SegmentScan(
                header, dataStart, base + (at - dataStart), history, lastBatch, bytes.limit(), torn, records);
    }

    private static void refuseDamage(Path file, ByteBuffer bytes, int bad, long offsetOfByteZero, CRC32C crc) {
        for (int at = bad + 1; at <= bytes.limit() - RecordFormat.HEADER_BYTES; at++) {
            long start = offsetOfByteZero + at;
            if (RecordFormat.startOffset(bytes, at) == start
                    && RecordFormat.startsBatch(bytes, at)
                    && RecordFormat.check(bytes, at, bytes.limit(), start, crc) > 0) {
                throw new LogDamagedException(
                        file,
                        bad,
                        "a bad record at offset " + (offsetOfByteZero + bad) + ", before a later batch at offset "
                                + start + ",");
            }
        }
    }

    private static boolean zeros(ByteBuffer bytes, int from) {
        int at = from;
        for (; at <= bytes.limit() - 8; at += 8) {
            if (bytes.getLong(at) != 0) {
                return false;
            }
        }
        for (; at < bytes.limit(); at++) {
            if (bytes.get(at) != 0) {
                return false;
            }
        }
        return true;
    }
}

package dev.baton.simulation;

import dev.baton.node.log.RecordFormat;
import dev.baton.protocol.Epoch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A record of the log, laid out as on a real member's disk.
 *
 * @param id of the write, unique in the world; 0 for a start record
 */
record SimRecord(Epoch epoch, long start, boolean isStart, boolean lossAccepted, long id, int key) {
    private static final int HEADER = RecordFormat.HEADER_BYTES;
    static final int LENGTH = HEADER + 11;

    static SimRecord start(Epoch epoch, long start, boolean lossAccepted) {
        return new SimRecord(epoch, start, true, lossAccepted, 0, 0);
    }

    static SimRecord write(Epoch epoch, long start, long id, int key) {
        return new SimRecord(epoch, start, false, false, id, key);
    }

    long end() {
        return start + LENGTH;
    }

    void put(ByteBuffer into) {
        into.putInt(LENGTH - HEADER).putInt(0).putLong(epoch.number()).putLong(start);
        into.put((byte) (isStart ? 0 : 1))
                .put((byte) (lossAccepted ? 1 : 0))
                .put((byte) key)
                .putLong(id);
    }

    static List<SimRecord> read(ByteBuffer bytes) {
        List<SimRecord> records = new ArrayList<>();
        RecordFormat.visit(bytes, (epoch, start, end, effect) -> {
            ByteBuffer body = effect.duplicate();
            records.add(new SimRecord(
                    epoch, start, body.get() == 0, body.get() == 1, body.getLong(body.position() + 1), body.get()));
        });
        return records;
    }
}

package dev.baton.node.log;

import dev.baton.protocol.Epoch;
import java.nio.ByteBuffer;

/** Sees records one after the other, in log order. */
@FunctionalInterface
public interface RecordVisitor {
    /**
     * @param start offset where the record begins
     * @param end offset just after it
     * @param effect the effect from its position to its limit; valid during the call only
     */
    void record(Epoch epoch, long start, long end, ByteBuffer effect);
}

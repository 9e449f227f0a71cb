package dev.baton.node.log;

import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.Position;
import java.io.IOException;
import java.nio.file.Path;

/** A segment file that is a header and nothing else: the base of a log without records. The first append renames its segment over it. */
final class SegmentBase {
    private SegmentBase() {}

    static void write(Path directory, Position base, EpochHistory history, Disk disk) throws IOException {
        disk.replace(Segment.path(directory, base.offset()), new SegmentHeader(base, history).encode());
    }
}

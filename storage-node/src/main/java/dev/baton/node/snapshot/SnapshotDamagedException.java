package dev.baton.node.snapshot;

import java.nio.file.Path;

/** A snapshot file isn't as it was written. It is refused whole. */
public final class SnapshotDamagedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SnapshotDamagedException(Path file, long at, String what) {
        super(what + " in snapshot " + file + " at byte " + at
                + "; it is refused whole, an older one or seeding has to do");
    }
}

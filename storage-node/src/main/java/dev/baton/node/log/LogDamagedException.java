package dev.baton.node.log;

import java.nio.file.Path;

/**
 * Records that were once synced can't be read back. A bad record is never skipped: the member must not serve from this log, and is to be
 * seeded.
 */
public final class LogDamagedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Path file;
    private final long at;

    /** @param at byte within the file */
    public LogDamagedException(Path file, long at, String what) {
        super(what + " in " + file + " at byte " + at
                + "; this member can't serve from its log and has to be seeded from another member");
        this.file = file;
        this.at = at;
    }

    public Path file() {
        return file;
    }

    public long at() {
        return at;
    }
}

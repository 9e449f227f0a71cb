package dev.baton.node.log;

import java.nio.file.Path;

/** The small file with the member's promises can't be trusted. A member that forgot its promises could break them: it must not start. */
public final class StateDamagedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StateDamagedException(Path file, String what) {
        super(what + " in " + file
                + "; this member no longer knows what it promised. Give it a new volume (a new incarnation) and let"
                + " it be seeded");
    }
}

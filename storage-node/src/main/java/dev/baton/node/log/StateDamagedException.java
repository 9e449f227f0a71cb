package dev.baton.node.log;

import java.nio.file.Path;

/**
 * A small file about this member, its identity or its promises, is not as it was written. A member that forgot its promises could break
 * them: it goes on as a new incarnation, or not at all.
 */
public final class StateDamagedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StateDamagedException(Path file, String what) {
        super(what + " in " + file);
    }
}

package dev.baton.node.snapshot;

import dev.baton.protocol.Position;
import java.nio.file.Path;

/**
 * A snapshot on its way into the store. The log may be cut meanwhile: then it must not come to stand beyond the cut, where a restart would
 * take it for what a log is missing and bring back what was cut off. Guarded by the store.
 */
final class Installable {
    final Path temporary;
    final Position position;
    boolean cutAway;

    Installable(Path temporary, Position position) {
        this.temporary = temporary;
        this.position = position;
    }
}

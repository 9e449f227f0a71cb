package dev.baton.node.log;

import java.io.IOException;
import java.nio.file.Path;

/** A file is sound as far as anybody can tell, and of a format that this build doesn't know. It is no damage: nothing is touched. */
public final class UnknownFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    public UnknownFormatException(Path file, int version, int known) {
        super(file + " is of format " + version + ", and this build reads " + known
                + ": run the version of Baton that wrote it, or a later one");
    }
}

package dev.baton.node.log;

import java.io.IOException;

/** There is no room on the volume but what is kept for the member's state: see {@link Room}. */
public final class NoSpaceException extends IOException {
    private static final long serialVersionUID = 1L;

    NoSpaceException(String message) {
        super(message);
    }
}

package dev.baton.node.log;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The free room of a volume. What can wait, such as a spare segment or a snapshot, leaves a margin: so what can't wait finds room on a
 * volume that is full, and that is a promise, the base of a log, what a cut keeps. Any thread.
 */
@FunctionalInterface
public interface Room {
    /** In bytes: greater than all that is written at once, by all who leave it, between two looks at the volume. */
    long MARGIN_BYTES = 4 << 20;

    Room OF_VOLUME = directory -> {
        // Not by way of FileStore, which reads the table of mounts each time.
        File place = directory.toFile();
        long usable = place.getUsableSpace();
        // A file system that doesn't know is none that is full.
        return usable == 0 && place.getTotalSpace() == 0 ? Long.MAX_VALUE : usable;
    };

    /** Free bytes for files in {@code directory}. */
    long usableBytes(Path directory) throws IOException;

    /** @throws NoSpaceException when {@code bytes} more would eat into the margin */
    default void leaveMargin(Path directory, long bytes) throws IOException {
        long usable = usableBytes(directory);
        if (usable - MARGIN_BYTES < bytes) {
            throw new NoSpaceException(
                    "No space left on the volume of " + directory + ": " + usable + " bytes are free, " + bytes
                            + " are needed, and " + MARGIN_BYTES + " are kept for the member's state");
        }
    }

    /** Whether that is for want of room: any other failure of a disk isn't cured by more of it. */
    static boolean isMissing(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        return failure instanceof NoSpaceException
                || message.contains("No space left on device")
                || message.contains("Disk quota exceeded");
    }
}

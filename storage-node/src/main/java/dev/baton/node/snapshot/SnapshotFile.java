package dev.baton.node.snapshot;

import dev.baton.protocol.Position;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An installed snapshot, as its name tells: {@code <number>-<epoch>-<offset>-<id>.snapshot}.
 *
 * @param number grows with each installation on this volume: the newest is the greatest, whatever its position
 * @param id names this very file among all members, so that a cut transfer is continued from the same one
 */
public record SnapshotFile(Path file, long number, Position position, String id) {
    static final String SUFFIX = ".snapshot";
    private static final Pattern NAME = Pattern.compile("(\\d{10})-(\\d+)-(\\d+)-([0-9a-z]+)\\.snapshot");

    static SnapshotFile named(Path directory, long number, Position position, String id) {
        String name = String.format("%010d-%s-%d-%s%s", number, position.epoch(), position.offset(), id, SUFFIX);
        return new SnapshotFile(directory.resolve(name), number, position, id);
    }

    static Optional<SnapshotFile> of(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        return name.matches()
                ? Optional.of(new SnapshotFile(
                        file,
                        Long.parseLong(name.group(1)),
                        Position.parse(name.group(2) + ":" + name.group(3)),
                        name.group(4)))
                : Optional.empty();
    }
}

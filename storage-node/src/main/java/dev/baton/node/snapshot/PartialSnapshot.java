package dev.baton.node.snapshot;

import dev.baton.protocol.Position;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A snapshot of another member that is received in part, as its name tells: {@code <id>-<epoch>-<offset>-<bytes>.part}. The bytes are
 * those from the file's beginning on; after a power loss the last ones may be wrong, which the check of the whole finds.
 *
 * @param bytes length of the whole
 */
public record PartialSnapshot(Path file, String id, Position position, long bytes) {
    static final String SUFFIX = ".part";
    private static final Pattern NAME = Pattern.compile("([0-9a-z]+)-(\\d+)-(\\d+)-(\\d+)\\.part");

    static PartialSnapshot named(Path directory, String id, Position position, long bytes) {
        if (!id.matches("[0-9a-z]{1,64}")) {
            throw new IllegalArgumentException("a snapshot's id is up to 64 digits and small letters, not " + id);
        }
        String name = id + "-" + position.epoch() + "-" + position.offset() + "-" + bytes + SUFFIX;
        return new PartialSnapshot(directory.resolve(name), id, position, bytes);
    }

    static Optional<PartialSnapshot> of(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        return name.matches()
                ? Optional.of(new PartialSnapshot(
                        file,
                        name.group(1),
                        Position.parse(name.group(2) + ":" + name.group(3)),
                        Long.parseLong(name.group(4))))
                : Optional.empty();
    }
}

package dev.baton.node.snapshot;

import dev.baton.node.log.Durably;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code damaged/}: what a start found damaged, moved away whole for a person to look at. A directory for each time, named after it, of
 * which only the newest stays: they are as big as the data.
 */
final class SetAside {
    private final Path directory;

    SetAside(Path directory) {
        this.directory = directory;
    }

    Path path(String name) {
        return directory.resolve(name);
    }

    /** A name that isn't taken. */
    String newName() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        while (Files.exists(path(nameOf(now)))) {
            now = now.plusMillis(1);
        }
        return nameOf(now);
    }

    private static String nameOf(Instant time) {
        return time.toString().replace(':', '-');
    }

    /** Moves those of {@code data} that exist and hold anything. Repeated after a crash, it moves the rest. */
    void move(String name, List<Path> data) throws IOException {
        Path to = path(name);
        Files.createDirectories(to);
        Durably.syncDirectory(Objects.requireNonNull(directory.toAbsolutePath().getParent()));
        Durably.syncDirectory(directory);
        for (Path source : data) {
            if (holdsAnything(source)) {
                Durably.rename(source, to.resolve(source.getFileName()));
            }
        }
    }

    static boolean holdsAnything(Path data) throws IOException {
        if (!Files.isDirectory(data)) {
            return Files.exists(data);
        }
        try (var files = Files.list(data)) {
            return files.findAny().isPresent();
        }
    }

    /** Deletes all but the one named. */
    void keepOnly(String name) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            for (Path one : all) {
                if (!one.equals(path(name))) {
                    deleteTree(one);
                }
            }
        }
    }

    void delete(String name) throws IOException {
        deleteTree(path(name));
    }

    private static void deleteTree(Path top) throws IOException {
        try {
            Files.walkFileTree(top, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                        throws IOException {
                    if (failure != null) {
                        throw failure;
                    }
                    Files.delete(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (NoSuchFileException alreadyGone) {
            // An earlier try came so far.
        }
    }
}

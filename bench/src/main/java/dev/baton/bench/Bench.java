package dev.baton.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the cases share: where the node's program is, room on disk, and how often to alternate.
 *
 * @param alternations how often each pair of servers is measured, at least 1
 * @param directory for the servers' data; a case uses a part of its own and empties it
 * @param progress for people
 */
record Bench(NodeServer.Program program, Path directory, int alternations, PrintStream progress) {
    private static final int FIRST_PORT = 17_000;

    NodeServer node(String name) throws IOException {
        return new NodeServer(program, name, fresh(name));
    }

    RedisServer redis(String name, int number, String fsync, String... more) throws IOException {
        return new RedisServer(fresh(name), FIRST_PORT + number, fsync, more);
    }

    void say(String what) {
        progress.println("   " + what);
    }

    private Path fresh(String name) throws IOException {
        Path own = directory.resolve(name);
        if (Files.exists(own)) {
            try (var files = Files.walk(own)) {
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return Files.createDirectories(own);
    }
}

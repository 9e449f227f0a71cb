package dev.baton.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** Debian's redis-server with an append-only file in a directory of its own. */
final class RedisServer implements Server {
    private final Path directory;
    private final int port;
    private final List<String> command;
    private Process process;

    /** @param fsync as Redis' appendfsync: always or everysec */
    RedisServer(Path directory, int port, String fsync, String... more) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.port = port;
        command = new ArrayList<>(List.of(
                "redis-server",
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                directory.toString(),
                "--appendonly",
                "yes",
                "--appendfsync",
                fsync,
                "--save",
                ""));
        command.addAll(List.of(more));
        process = launch();
        awaitAnswer();
    }

    private Process launch() throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
    }

    /** Ends the process and starts it on the same data. @return nanoseconds until it served a read */
    long restart() throws IOException {
        close();
        long began = System.nanoTime();
        process = launch();
        awaitAnswer();
        return System.nanoTime() - began;
    }

    /** Until a read is served: while it loads its file it refuses them. */
    private void awaitAnswer() {
        Wait.until(60, name() + " to serve a read", () -> {
            try (Jedis jedis = new Jedis("127.0.0.1", port, 1000)) {
                jedis.get("none");
                return true;
            } catch (JedisException notYet) {
                return false;
            }
        });
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        Wait.end(process);
    }
}

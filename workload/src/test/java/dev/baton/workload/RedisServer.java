package dev.baton.workload;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Debian's redis-server on a free loopback port, without persistence: the workload must work with what it didn't grow up with. */
final class RedisServer implements AutoCloseable {
    private final int port;
    private final Path directory;
    private Process process;

    RedisServer(Path directory) throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        this.directory = directory;
        this.process = launch();
    }

    private Process launch() throws IOException {
        return new ProcessBuilder(
                        "redis-server",
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--appendonly",
                        "yes")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("redis.log").toFile())
                .start();
    }

    Endpoint endpoint() {
        return new Endpoint("127.0.0.1", port);
    }

    /** Ends the process at once and starts another on the same files and port. */
    void restart() throws Exception {
        close();
        process = launch();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("redis-server " + process.pid() + " doesn't end");
        }
    }
}

package dev.baton.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import redis.clients.jedis.Jedis;

/** A server under measurement: a process of its own on a loopback port, ended by its pid when closed. */
interface Server extends AutoCloseable {
    String name();

    int port();

    long pid();

    @Override
    void close();

    default Jedis client() {
        return new Jedis("127.0.0.1", port(), 60_000);
    }

    /** Resident memory, in bytes. */
    default long residentBytes() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid()), "status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(name() + " has ended", e);
        }
        throw new IllegalStateException("no VmRSS of " + name());
    }
}

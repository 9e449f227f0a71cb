package dev.baton.node.differential;

import dev.baton.node.process.LoneLeader;
import java.io.IOException;
import java.nio.file.Path;

/** A Redis and a node, both with empty hands. */
final class Processes implements AutoCloseable {
    private final RedisUnderTest redis;
    private final LoneLeader node;

    Processes(Path directory) throws Exception {
        redis = new RedisUnderTest(directory);
        try {
            node = LoneLeader.start(directory.resolve("node"));
        } catch (Exception | AssertionError failed) {
            redis.close();
            throw failed;
        }
    }

    Servers connect() throws IOException {
        return new Servers(redis.port(), node.port());
    }

    /** What it knows then comes from its log. */
    void restartNode() throws Exception {
        node.restart();
    }

    @Override
    public void close() throws Exception {
        try (redis) {
            node.close();
        }
    }
}

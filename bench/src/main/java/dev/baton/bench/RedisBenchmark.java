package dev.baton.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A run of the redis-benchmark that comes with Redis. */
final class RedisBenchmark {
    /**
     * What a run measured.
     *
     * @param perSecond requests
     * @param p99Millis time from request to reply that 99 of 100 stay below
     */
    record Result(double perSecond, double p99Millis) {}

    private RedisBenchmark() {}

    /** @param test set or get @throws VoidRun when the server answered an error */
    static Result run(int port, String test, int pipeline, long requests) throws IOException {
        return run(port, pipeline, requests, List.of("-t", test, "-d", Integer.toString(Keys.VALUE_BYTES)));
    }

    /**
     * @param command with {@code __rand_int__} for a number below {@link Keys#COUNT}
     * @throws VoidRun when the server answered an error
     */
    static Result run(int port, List<String> command, int pipeline, long requests) throws IOException {
        return run(port, pipeline, requests, command);
    }

    private static Result run(int port, int pipeline, long requests, List<String> what) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                "redis-benchmark",
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(port),
                "-n",
                Long.toString(requests),
                "-c",
                Integer.toString(Keys.CLIENTS),
                "-P",
                Integer.toString(pipeline),
                "-r",
                Integer.toString(Keys.COUNT),
                "-e",
                "--csv"));
        words.addAll(what);
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new VoidRun("redis-benchmark failed: " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return parse(output);
    }

    /** Reads the line of the figures: test, requests a second, then latencies in ms: avg, min, p50, p95, p99, max. */
    static Result parse(String output) {
        if (output.contains("Error from server") || output.contains("-ERR")) {
            throw new VoidRun("the server answered an error: " + output);
        }
        for (String line : output.lines().toList()) {
            String[] cells = line.replace("\"", "").split(",", -1);
            if (cells.length == 8 && !cells[0].equals("test")) {
                return new Result(Double.parseDouble(cells[1]), Double.parseDouble(cells[6]));
            }
        }
        throw new VoidRun("redis-benchmark said: " + output);
    }
}

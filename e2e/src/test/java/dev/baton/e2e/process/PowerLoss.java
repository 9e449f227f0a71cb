package dev.baton.e2e.process;

import static org.awaitility.Awaitility.await;

import dev.baton.protocol.ControlCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Takes a machine's power, as far as a process can tell: it is killed, what it had not synced is gone from its log, and the next one finds
 * another boot id. One machine runs all members here, so the page cache is emptied by hand.
 */
final class PowerLoss {
    private static final int HEADER_BYTES_AT = 12;
    private static final int STATE_HEADER = 16;

    private final NodeProcess node;
    private final Path data;
    private final long synced;

    private PowerLoss(NodeProcess node, Path data, long synced) {
        this.node = node;
        this.data = data;
        this.synced = synced;
    }

    /** Asks how far the log is synced; what comes from now on goes with the power, unless the member remembers by then that it is synced. */
    static PowerLoss from(NodeProcess node, Path data) {
        return new PowerLoss(
                node, data, node.tell(new ControlCommand.Status()).position().offset());
    }

    /** The power fails. To be followed by {@link #forget} before the next start. */
    void strike() {
        node.kill();
    }

    /** Empties the page cache and boots another kernel. */
    void forget() throws IOException {
        await().atMost(Duration.ofSeconds(10)).until(() -> !node.isRunning());
        long until = Math.max(synced, rememberedAsCommitted());
        try (Stream<Path> segments = Files.list(data.resolve("log"))) {
            segments.filter(file -> file.toString().endsWith(".log")).forEach(file -> zeroFrom(until, file));
        }
        node.bootsAnew();
    }

    /** Synced by then: the state file is written after the log. */
    private long rememberedAsCommitted() throws IOException {
        byte[] file = Files.readAllBytes(data.resolve("state"));
        String state = new String(Arrays.copyOfRange(file, STATE_HEADER, file.length), StandardCharsets.UTF_8);
        return List.of(state.split("\n", -1)).stream()
                .filter(line -> line.startsWith("committed="))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf('=') + 1)))
                .findFirst()
                .orElseThrow();
    }

    /** As a preallocated segment is whose last pages never reached the disk. */
    private static void zeroFrom(long offset, Path segment) {
        try (FileChannel file = FileChannel.open(segment, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer header = ByteBuffer.allocate(64);
            file.read(header, 0);
            long base = header.getLong(24);
            long at = Math.max(0, offset - base) + header.getInt(HEADER_BYTES_AT);
            ByteBuffer zeros = ByteBuffer.allocate(1 << 16);
            for (long size = file.size(); at < size; at += zeros.limit()) {
                zeros.clear().limit((int) Math.min(zeros.capacity(), size - at));
                file.write(zeros, at);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

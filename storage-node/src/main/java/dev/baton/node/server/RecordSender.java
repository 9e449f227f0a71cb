package dev.baton.node.server;

import dev.baton.node.log.FileRead;
import dev.baton.node.log.LogDamagedException;
import dev.baton.node.log.ReplicatedLog;
import dev.baton.node.replication.Output;
import dev.baton.node.replication.PeerMessage;
import dev.baton.node.replication.ReplicationCore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Sends records of the log to followers. Those still in memory go out at once; for a follower far behind they are read from the files on
 * another thread, one read a follower at a time, so that its catching up delays nobody's commands.
 *
 * <p>Between the asking and the reading the log may be cut, dropped or no longer led, and the follower may have begun anew: what was read
 * goes out only if the log is still that one, and the core still waits for exactly these records.
 *
 * <p>Loop thread only, but for the reading.
 */
final class RecordSender {
    private final ReplicationCore core;
    private final ReplicatedLog log;
    private final Links links;
    private final Executor loop;
    private final Executor reads;
    private final Journal journal;

    RecordSender(ReplicationCore core, ReplicatedLog log, Links links, Executor loop, Executor reads, Journal journal) {
        this.core = core;
        this.log = log;
        this.links = links;
        this.loop = loop;
        this.reads = reads;
        this.journal = journal;
    }

    /**
     * Carries out one request of the core.
     *
     * @param step gives the core an input once the records were read
     */
    void send(Output.SendRecords request, java.util.function.Consumer<Runnable> step) {
        ByteBuffer records = log.readMemory(request.from(), request.maxBytes());
        if (records != null) {
            deliver(request, records);
            return;
        }
        FileRead read = log.fileRead(request.from(), request.maxBytes());
        reads.execute(() -> {
            ByteBuffer found = null;
            Exception failure = null;
            try {
                found = read.read();
            } catch (IOException | LogDamagedException e) {
                failure = e;
            }
            ByteBuffer brought = found;
            Exception failed = failure;
            loop.execute(() -> step.accept(() -> finish(request, read, brought, failed)));
        });
    }

    private void finish(
            Output.SendRecords request, FileRead read, @Nullable ByteBuffer records, @Nullable Exception failure) {
        if (!core.awaitsRecords(request)) {
            return;
        }
        if (!log.isCurrent(read)) {
            // Dropped meanwhile: the core looks again, and finds that the follower must be seeded.
            core.recordsSent(request.link(), request.from(), Member.now());
        } else if (records == null) {
            throw new IllegalStateException(
                    "cannot read " + read + " for a follower, and who can't read its own log must not lead on with it",
                    failure);
        } else {
            deliver(request, records);
        }
    }

    private void deliver(Output.SendRecords request, ByteBuffer records) {
        links.send(request.link(), new PeerMessage.Records(request.from(), records, request.heartbeat()));
        core.recordsSent(request.link(), request.from() + records.remaining(), Member.now());
    }
}

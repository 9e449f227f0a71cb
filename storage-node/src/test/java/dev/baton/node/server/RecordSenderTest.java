package dev.baton.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.node.log.Disk;
import dev.baton.node.log.LogSettings;
import dev.baton.node.log.PassingDisk;
import dev.baton.node.log.ReplicatedLog;
import dev.baton.node.log.StartOfEpoch;
import dev.baton.node.pubsub.Message;
import dev.baton.node.replication.CoreSettings;
import dev.baton.node.replication.DurableState;
import dev.baton.node.replication.Output;
import dev.baton.node.replication.PeerMessage;
import dev.baton.node.replication.ReplicationCore;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.Position;
import dev.baton.protocol.ProtocolVersion;
import io.netty.channel.Channel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A leader with a follower so far behind that it is sent what only the files hold. */
class RecordSenderTest {
    private static final Epoch EPOCH = new Epoch(1);
    private static final Incarnation INCARNATION = new Incarnation("one");

    @TempDir
    Path directory;

    private final Transport transport = new Transport();
    private final Journal journal = new Journal(System.out, "orders-0");
    private final BlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
    private final ArrayDeque<Runnable> reads = new ArrayDeque<>();
    private final FailingDisk disk = new FailingDisk();
    private ReplicatedLog log;
    private ReplicationCore core;
    private RecordSender sender;
    private Output.SendRecords request;

    @BeforeEach
    void lead() throws Exception {
        log = ReplicatedLog.open(
                directory.resolve("log"),
                directory.resolve("state"),
                new LogSettings(4096, 1024, 1024, 1 << 20, Duration.ofMillis(1)),
                disk,
                loop::add,
                offset -> {},
                (what, cause) -> journal.error(what, cause));
        core = new ReplicationCore(
                new ReplicationCore.Self(new MemberName("orders-0"), INCARNATION, 1, ""),
                CoreSettings.DEFAULT,
                DurableState.NEW,
                Member.view(log),
                0);
        sender = new RecordSender(
                core,
                log,
                new Links("orders-0", transport, Passwords.in(null, "members", journal), journal, new Nobody()),
                loop::add,
                reads::add,
                journal);
        tell(new ControlCommand.Fence(EPOCH, "record"));
        tell(new ControlCommand.Lead(EPOCH, "record", INCARNATION, Position.EMPTY, 3000, false));
        log.append(EPOCH, new StartOfEpoch(EPOCH, new MemberName("orders-0"), INCARNATION, false).encode());
        core.startAppended(1);
        core.memoryComplete(1);
        byte[] write = new byte[100];
        write[0] = 1;
        while (log.endOffset() < 3000) {
            log.append(EPOCH, write);
            await(() -> log.flushed() == log.endOffset());
        }
        core.appended(1);
        core.received(
                0,
                new PeerMessage.Hello(
                        ProtocolVersion.SPOKEN,
                        new MemberName("orders-1"),
                        new Incarnation("two"),
                        EPOCH,
                        EpochHistory.NONE,
                        0,
                        Position.EMPTY,
                        0),
                1);
        request = carryOut().stream()
                .filter(Output.SendRecords.class::isInstance)
                .map(Output.SendRecords.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(log.readMemory(request.from(), 100)).as("in memory").isNull();
    }

    @AfterEach
    void close() throws IOException {
        log.close();
        transport.close();
    }

    @Test
    void whoCannotReadItsOwnLogEndsRatherThanLeadOn() {
        disk.unreadable = true;
        sender.send(request, Runnable::run);
        reads.remove().run();
        assertThatThrownBy(() -> loop.remove().run())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("offset 0")
                .hasMessageContaining("must not lead on")
                .hasRootCauseMessage("Input/output error");
    }

    @Test
    void aReadThatFailedForALogThatWasCutMeanwhileIsAskedForAgain() {
        sender.send(request, Runnable::run);
        disk.unreadable = true;
        reads.remove().run();
        disk.unreadable = false;
        log.truncate(log.endOffset() - 116, directory.resolve("divergent"), tail -> {});
        loop.remove().run();
        assertThat(carryOut()).anyMatch(Output.SendRecords.class::isInstance);
    }

    private void tell(ControlCommand command) {
        core.control(command, this, 1);
        carryOut();
    }

    private List<Output> carryOut() {
        List<Output> outputs = new ArrayList<>();
        for (var more = core.takeOutputs(); !more.isEmpty(); more = core.takeOutputs()) {
            for (Output output : more) {
                outputs.add(output);
                if (output instanceof Output.Persist persist) {
                    core.persisted(persist.token(), 1);
                }
            }
        }
        return outputs;
    }

    private void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Runnable next = loop.poll(20, TimeUnit.SECONDS);
            assertThat(next).as("what the log has to say").isNotNull();
            next.run();
        }
    }

    private static final class FailingDisk extends PassingDisk {
        volatile boolean unreadable;

        @Override
        public int read(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
            if (unreadable) {
                throw new IOException("Input/output error");
            }
            return Disk.REAL.read(channel, bytes, at);
        }
    }

    private static final class Nobody implements Links.Listener {
        @Override
        public void receiving(long link) {}

        @Override
        public void connected(long link) {}

        @Override
        public void disconnected(long link) {}

        @Override
        public void received(long link, PeerMessage message) {}

        @Override
        public void relayed(Message message, long after) {}

        @Override
        public void seedRequested(Channel channel, SeedRequest seed) {}
    }
}

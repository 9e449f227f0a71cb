package dev.baton.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.node.snapshot.SnapshotFile;
import dev.baton.node.snapshot.SnapshotSource;
import dev.baton.node.snapshot.SnapshotStore;
import dev.baton.node.snapshot.SnapshotWriter;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.Position;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One joiner's end of the leader, with reads carried out when the test says so. */
class SeedServeTest {
    private static final int PIECE = SeedJoin.PIECE_BYTES;

    @TempDir
    Path directory;

    private final ArrayDeque<Runnable> reads = new ArrayDeque<>();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private SnapshotFile snapshot;
    private int unreadable;

    @BeforeEach
    void aSnapshotOfManyPieces() throws IOException {
        EpochHistory history = EpochHistory.decode("1@0,4@600!");
        try (SnapshotWriter writer = SnapshotStore.open(directory).begin(new Position(new Epoch(4), 700), history, 3)) {
            for (int i = 0; i < 20; i++) {
                writer.block(new byte[PIECE]);
            }
            snapshot = writer.commit();
        }
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
        reads.forEach(Runnable::run);
    }

    @Test
    void aJoinerThatAsksForMuchAndTakesNothingHoldsOnePiece() throws IOException {
        begin(0);
        writable(false);
        for (int i = 0; i < SeedJoin.PULLS_UNDER_WAY; i++) {
            pull((long) i * PIECE);
        }
        assertThat(reads).isEmpty();
        writable(true);
        assertThat(reads).hasSize(1);
        writable(false);
        runReads();
        assertThat(pieces()).containsExactly(0L);
        assertThat(reads).as("reads while the connection takes nothing").isEmpty();
        writable(true);
        runReads();
        assertThat(pieces()).hasSize(SeedJoin.PULLS_UNDER_WAY - 1).isSorted();
        assertThat(channel.isActive()).isTrue();
    }

    @Test
    void whoAsksForMoreThanItMayIsCutOff() throws IOException {
        begin(0);
        writable(false);
        for (int i = 0; i <= SeedJoin.PULLS_UNDER_WAY; i++) {
            pull((long) i * PIECE);
        }
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void piecesKeepTheirOrderAndTheRate() throws IOException {
        begin(16L * PIECE); // 16 pieces a second
        long began = System.nanoTime();
        List<Long> found = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            pull((long) i * PIECE);
        }
        while (found.size() < 8) {
            channel.runScheduledPendingTasks();
            runReads();
            found.addAll(pieces());
            Thread.onSpinWait();
        }
        assertThat(found).isSorted();
        assertThat(System.nanoTime() - began).isGreaterThan(300_000_000L);
    }

    @Test
    void whatTheDiskCannotReadIsToldTheJoinerAndGivenToNobodyElse() throws IOException {
        begin(0);
        pull(0);
        runReads();
        assertThat(pieces()).containsExactly(0L);
        try (FileChannel file = FileChannel.open(snapshot.file(), StandardOpenOption.WRITE)) {
            file.truncate(PIECE);
        }
        pull(PIECE);
        runReads();
        ByteBuf said = channel.readOutbound();
        assertThat(said.readByte()).isEqualTo(PeerCodec.SEED_FAILED);
        assertThat(PeerCodec.text(said)).contains("cannot read snapshot " + snapshot.id());
        said.release();
        assertThat(channel.isActive()).isFalse();
        assertThat(unreadable).isEqualTo(1);
    }

    private void begin(long rate) throws IOException {
        new SeedServe(
                        SnapshotSource.open(snapshot),
                        new RateLimit(rate),
                        reads::add,
                        new Journal(System.out, "orders-0"),
                        new SeedServe.Listener() {
                            @Override
                            public void pulled() {}

                            @Override
                            public void unreadable() {
                                unreadable++;
                            }
                        })
                .begin(channel);
        ByteBuf said = channel.readOutbound();
        assertThat(said.readByte()).isEqualTo(PeerCodec.SEED_BEGIN);
        said.release();
    }

    private void pull(long at) {
        channel.writeInbound(
                Unpooled.buffer().writeByte(PeerCodec.SEED_PULL).writeLong(at).writeInt(PIECE));
    }

    private void writable(boolean writable) {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, writable);
        channel.runPendingTasks();
    }

    private void runReads() {
        for (Runnable read = reads.poll(); read != null; read = reads.poll()) {
            read.run();
            channel.runPendingTasks();
        }
    }

    /** Where the pieces begin that were sent since. */
    private List<Long> pieces() {
        List<Long> found = new ArrayList<>();
        for (ByteBuf frame = channel.readOutbound(); frame != null; frame = channel.readOutbound()) {
            assertThat(frame.readByte()).isEqualTo(PeerCodec.SEED_CHUNK);
            found.add(frame.readLong());
            frame.release();
        }
        return found;
    }
}

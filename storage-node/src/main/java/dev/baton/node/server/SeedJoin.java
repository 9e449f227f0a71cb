package dev.baton.node.server;

import dev.baton.node.log.Durably;
import dev.baton.node.replication.DurableState.LeaderAddress;
import dev.baton.node.snapshot.PartialSnapshot;
import dev.baton.node.snapshot.SnapshotChunk;
import dev.baton.node.snapshot.SnapshotDamagedException;
import dev.baton.node.snapshot.SnapshotFile;
import dev.baton.node.snapshot.SnapshotReader;
import dev.baton.node.snapshot.SnapshotReceiver;
import dev.baton.node.snapshot.SnapshotStore;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.Position;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes a snapshot from the leader and installs it in the place of all data.
 *
 * <ol>
 *   <li>Pull the file piece by piece, from where an earlier try or process was cut off; verify every byte.
 *   <li>Install the file; unless stopped meanwhile, reset the log to its position and read memory anew. A crash in between leaves the
 *       snapshot beside a log that doesn't hold its position: the next start resets the log.
 * </ol>
 *
 * <p>Loop thread only; files on the disk's thread. Once stopped it changes nothing any more.
 */
final class SeedJoin extends SimpleChannelInboundHandler<ByteBuf> {
    static final int PIECE_BYTES = 256 << 10;
    /** So many pieces are asked for before the first of them is on the disk, so that neither disk nor wire waits for the other. */
    static final int PULLS_UNDER_WAY = 8;

    /** A leader that takes a snapshot first says so every few seconds. */
    private static final long PATIENCE_NANOS = 20_000_000_000L;

    private final Member member;
    private final Links links;
    private final Seeding seeding;
    private final SnapshotStore store;
    private final EventLoop loop;
    private final Executor disk;
    private final Journal journal;
    private final LeaderAddress leader;
    private final Epoch epoch;
    private final long began = System.nanoTime();

    private @Nullable Channel channel;
    private @Nullable SnapshotReceiver receiver;
    private long heardNanos;
    /** Bytes of the file that are on the disk, and that were asked for. */
    private long written;

    private long asked;
    private boolean installing;
    private boolean over;

    SeedJoin(
            Member member,
            Links links,
            Seeding seeding,
            SnapshotStore store,
            EventLoop loop,
            Executor disk,
            Journal journal,
            LeaderAddress leader,
            Epoch epoch) {
        this.member = member;
        this.links = links;
        this.seeding = seeding;
        this.store = store;
        this.loop = loop;
        this.disk = disk;
        this.journal = journal;
        this.leader = leader;
        this.epoch = epoch;
    }

    /** @param damaged id of a snapshot that isn't taken again; empty for none */
    void start(String damaged) {
        if (over) {
            return;
        }
        onDisk(() -> {
            String part = store.partial().map(PartialSnapshot::id).orElse("");
            onLoop(() -> dial(new SeedRequest(epoch.number(), links.self(), part, damaged)));
        });
    }

    private void dial(SeedRequest request) {
        journal.info("asking " + leader.name() + " for a snapshot");
        links.dial(leader, PIECE_BYTES + 1024, this).addListener((ChannelFutureListener) done -> {
            if (!done.isSuccess()) {
                fail("cannot reach leader " + leader.name() + " for a snapshot: " + done.cause());
                return;
            }
            if (over) {
                done.channel().close();
                return;
            }
            channel = done.channel();
            links.authenticate(done.channel());
            ByteBuf frame = done.channel().alloc().buffer();
            request.write(frame);
            done.channel().writeAndFlush(frame, done.channel().voidPromise());
            heardNanos = System.nanoTime();
            watch();
        });
    }

    boolean isOver() {
        return over;
    }

    Seeding.Progress progress() {
        SnapshotReceiver mine = receiver;
        return new Seeding.Progress(written, mine == null ? 0 : mine.bytes());
    }

    /** A leader whose machine is gone says nothing, not even that: without an end to the waiting nobody would ever ask again. */
    private void watch() {
        loop.schedule(
                () -> {
                    if (over) {
                        return;
                    }
                    if (!installing && System.nanoTime() - heardNanos > PATIENCE_NANOS) {
                        fail("leader " + leader.name() + " sent nothing for " + PATIENCE_NANOS / 1_000_000_000 + " s");
                    } else {
                        watch();
                    }
                },
                1,
                TimeUnit.SECONDS);
    }

    void stop() {
        over = true;
        close();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
        if (over) {
            return;
        }
        heardNanos = System.nanoTime();
        switch (frame.readByte()) {
            case PeerCodec.SEED_BEGIN -> {
                String id = PeerCodec.text(frame);
                Position position = Position.parse(PeerCodec.text(frame));
                long bytes = frame.readLong();
                onDisk(() -> {
                    SnapshotReceiver made = store.receive(id, position, bytes);
                    long here = made.received();
                    loop.execute(() -> begin(made, here));
                });
            }
            case PeerCodec.SEED_WAIT -> {}
            case PeerCodec.SEED_CHUNK -> {
                long at = frame.readLong();
                int crc = frame.readInt();
                byte[] bytes = new byte[frame.readableBytes()];
                frame.readBytes(bytes);
                accept(new SnapshotChunk(at, crc, ByteBuffer.wrap(bytes)));
            }
            case PeerCodec.SEED_FAILED -> fail("leader " + leader.name() + ": " + PeerCodec.text(frame));
            default -> fail("leader " + leader.name() + " sent an unknown frame");
        }
    }

    private void begin(SnapshotReceiver made, long here) {
        receiver = made;
        if (over) {
            close();
            return;
        }
        if (here > 0) {
            journal.info("resuming snapshot position=" + made.position() + " at byte=" + here + " of=" + made.bytes());
        }
        written = here;
        asked = here;
        if (here == made.bytes()) {
            onDisk(() -> install(made));
        }
        for (int i = 0; i < PULLS_UNDER_WAY; i++) {
            pull();
        }
    }

    private void accept(SnapshotChunk chunk) {
        SnapshotReceiver mine = receiver;
        if (mine == null) {
            fail("leader " + leader.name() + " sent a piece before the beginning");
            return;
        }
        onDisk(() -> {
            mine.accept(chunk);
            long received = mine.received();
            if (mine.isComplete()) {
                install(mine);
            } else {
                onLoop(() -> {
                    written = received;
                    seeding.progressed();
                    member.step(() -> member.core().seedingProgress((int) (received * 100 / mine.bytes())));
                    pull();
                });
            }
        });
    }

    private void pull() {
        Channel to = channel;
        SnapshotReceiver mine = receiver;
        if (to != null && mine != null && asked < mine.bytes()) {
            ByteBuf frame = to.alloc().buffer();
            frame.writeByte(PeerCodec.SEED_PULL).writeLong(asked).writeInt(PIECE_BYTES);
            to.writeAndFlush(frame, to.voidPromise());
            asked = Math.min(mine.bytes(), asked + PIECE_BYTES);
        }
    }

    /** On the disk's thread. */
    private void install(SnapshotReceiver complete) throws IOException {
        loop.execute(() -> installing = true);
        SnapshotFile file;
        try {
            file = complete.install();
        } catch (SnapshotDamagedException damaged) {
            loop.execute(() -> seeding.foundDamaged(complete.id()));
            throw damaged;
        } catch (IOException failed) {
            complete.close(); // nobody else does, if this was given up meanwhile
            throw failed;
        }
        EpochHistory history;
        try (SnapshotReader reader = SnapshotReader.openUnverified(file.file())) {
            history = reader.history();
        }
        loop.execute(() -> Bug.endsTheProcess(journal, () -> {
            if (over) {
                disk.execute(() -> delete(file));
                return;
            }
            over = true;
            close();
            Position position = file.position();
            // On disk before the log is: one that ends before what is known to be committed is taken for damaged.
            member.step(() -> member.core().installing(position));
            member.log().reset(position, history, () -> {
                journal.info("seeded from snapshot position=" + position + " leader=" + leader.name() + " bytes="
                        + complete.bytes() + " ms=" + (System.nanoTime() - began) / 1_000_000);
                disk.execute(this::prune);
                seeding.installed();
                member.step(() -> member.core().seeded(position, Member.now()));
            });
            member.memory().rebuild(position.offset());
        }));
    }

    private void prune() {
        try {
            store.prune(1);
        } catch (IOException e) {
            journal.error("pruning snapshots", e);
        }
    }

    /** It would win over the log at the next start. */
    private void delete(SnapshotFile file) {
        try {
            Durably.delete(file.file());
        } catch (IOException e) {
            journal.error("deleting " + file.file(), e);
        }
    }

    private void fail(String why) {
        if (over) {
            return;
        }
        over = true;
        close();
        journal.warn("seeding failed: " + why);
        member.step(() -> member.core().seedingFailed(why, Member.now()));
    }

    private void close() {
        if (channel != null) {
            channel.close();
        }
        SnapshotReceiver half = receiver;
        if (half != null && !installing) {
            disk.execute(() -> {
                try {
                    half.close();
                } catch (IOException e) {
                    journal.error("closing a half-received snapshot", e);
                }
            });
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (!installing) {
            fail("the connection to leader " + leader.name() + " was closed");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    private void onLoop(Runnable work) {
        loop.execute(() -> {
            if (!over) {
                work.run();
            }
        });
    }

    private void onDisk(DiskWork work) {
        disk.execute(() -> {
            try {
                work.run();
            } catch (IOException | RuntimeException failed) {
                loop.execute(() -> {
                    installing = false;
                    fail(String.valueOf(failed));
                });
            }
        });
    }

    private interface DiskWork {
        void run() throws IOException;
    }
}

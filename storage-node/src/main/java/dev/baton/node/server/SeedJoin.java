package dev.baton.node.server;

import dev.baton.node.replication.DurableState.LeaderAddress;
import dev.baton.node.snapshot.SnapshotChunk;
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
 *   <li>Pull the file piece by piece; verify every byte.
 *   <li>Install the file; unless stopped meanwhile, reset the log to its position and read memory anew. A crash in between leaves the
 *       snapshot beside a log that doesn't hold its position: the next start resets the log.
 * </ol>
 *
 * <p>Loop thread only; files on the disk's thread. Once stopped it changes nothing any more.
 */
final class SeedJoin extends SimpleChannelInboundHandler<ByteBuf> {
    static final int PIECE_BYTES = 1 << 20;
    /** A leader takes a snapshot first, of all its data. Asking again does no harm: the same snapshot serves all who ask. */
    private static final long SNAPSHOT_PATIENCE_NANOS = 120_000_000_000L;

    private static final long PIECE_PATIENCE_NANOS = 20_000_000_000L;

    private final Member member;
    private final Links links;
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
    private boolean installing;
    private boolean over;

    SeedJoin(
            Member member,
            Links links,
            SnapshotStore store,
            EventLoop loop,
            Executor disk,
            Journal journal,
            LeaderAddress leader,
            Epoch epoch) {
        this.member = member;
        this.links = links;
        this.store = store;
        this.loop = loop;
        this.disk = disk;
        this.journal = journal;
        this.leader = leader;
        this.epoch = epoch;
    }

    void start() {
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
            frame.writeByte(PeerCodec.SEED_REQUEST).writeLong(epoch.number());
            done.channel().writeAndFlush(frame, done.channel().voidPromise());
            heardNanos = System.nanoTime();
            watch();
        });
    }

    /** A leader whose machine is gone says nothing, not even that: without an end to the waiting nobody would ever ask again. */
    private void watch() {
        loop.schedule(
                () -> {
                    if (over) {
                        return;
                    }
                    long patience = receiver == null ? SNAPSHOT_PATIENCE_NANOS : PIECE_PATIENCE_NANOS;
                    if (!installing && System.nanoTime() - heardNanos > patience) {
                        fail("leader " + leader.name() + " sent nothing for " + patience / 1_000_000_000 + " s");
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
                    loop.execute(() -> {
                        receiver = made;
                        if (over) {
                            close();
                        } else {
                            pull(0);
                        }
                    });
                });
            }
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

    private void accept(SnapshotChunk chunk) {
        SnapshotReceiver mine = receiver;
        if (mine == null) {
            fail("leader " + leader.name() + " sent a piece before the beginning");
            return;
        }
        onDisk(() -> {
            mine.accept(chunk);
            long received = mine.received();
            long bytes = mine.bytes();
            if (mine.isComplete()) {
                install(mine);
            } else {
                onLoop(() -> {
                    member.step(() -> member.core().seedingProgress((int) (received * 100 / Math.max(1, bytes))));
                    pull(received);
                });
            }
        });
    }

    private void pull(long at) {
        Channel to = channel;
        if (to != null) {
            ByteBuf frame = to.alloc().buffer();
            frame.writeByte(PeerCodec.SEED_PULL).writeLong(at).writeInt(PIECE_BYTES);
            to.writeAndFlush(frame, to.voidPromise());
        }
    }

    /** On the disk's thread. */
    private void install(SnapshotReceiver complete) throws IOException {
        loop.execute(() -> installing = true);
        SnapshotFile file = complete.install();
        EpochHistory history;
        try (SnapshotReader reader = SnapshotReader.open(file.file())) {
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
            member.log().reset(position, history, () -> {
                journal.info("seeded from snapshot position=" + position + " leader=" + leader.name() + " bytes="
                        + complete.bytes() + " ms=" + (System.nanoTime() - began) / 1_000_000);
                disk.execute(() -> prune());
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
            java.nio.file.Files.deleteIfExists(file.file());
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
                    half.abandon();
                } catch (IOException e) {
                    journal.error("deleting a half-received snapshot", e);
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

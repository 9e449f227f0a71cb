package dev.baton.node.server;

import dev.baton.node.snapshot.SnapshotChunk;
import dev.baton.node.snapshot.SnapshotSource;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Serves one joiner from a snapshot's file: tells what it is, then a piece for each pull, in order.
 *
 * <p>The joiner sets the pace, and one piece is read at a time: when the rate allows it and the connection takes it. So a joiner
 * holds a few pieces of this member's memory at most, however slow it is and whatever it asks for. Loop thread only, but for the
 * reading.
 */
final class SeedServe extends SimpleChannelInboundHandler<ByteBuf> {
    /** Above it nothing is read for this joiner. */
    static final int MOST_UNSENT_BYTES = 1 << 20;

    private record Pull(long at, int max) {}

    interface Listener {
        /** The joiner goes on. */
        void pulled();

        /** The disk can't read the file: nobody is helped by being given it. */
        void unreadable();
    }

    private final SnapshotSource source;
    private final RateLimit rate;
    private final Executor reads;
    private final Journal journal;
    private final Listener listener;
    private final ArrayDeque<Pull> pulls = new ArrayDeque<>();
    private boolean serving;

    SeedServe(SnapshotSource source, RateLimit rate, Executor reads, Journal journal, Listener listener) {
        this.source = source;
        this.rate = rate;
        this.reads = reads;
        this.journal = journal;
        this.listener = listener;
    }

    /** Closes the source with the connection. */
    void begin(Channel channel) {
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(MOST_UNSENT_BYTES / 2, MOST_UNSENT_BYTES));
        channel.pipeline().addLast(this);
        channel.closeFuture()
                .addListener(closed -> reads.execute(() -> {
                    try {
                        source.close();
                    } catch (IOException e) {
                        journal.error("closing snapshot " + source.id(), e);
                    }
                }));
        ByteBuf frame = channel.alloc().buffer();
        frame.writeByte(PeerCodec.SEED_BEGIN);
        PeerCodec.text(frame, source.id());
        PeerCodec.text(frame, source.position().toString());
        frame.writeLong(source.bytes());
        channel.writeAndFlush(frame, channel.voidPromise());
    }

    static void fail(Channel channel, String why) {
        ByteBuf frame = channel.alloc().buffer();
        frame.writeByte(PeerCodec.SEED_FAILED);
        PeerCodec.text(frame, why);
        channel.writeAndFlush(frame).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
        if (frame.readByte() != PeerCodec.SEED_PULL || pulls.size() >= SeedJoin.PULLS_UNDER_WAY) {
            context.close();
            return;
        }
        listener.pulled();
        pulls.add(new Pull(frame.readLong(), Math.min(frame.readInt(), SeedJoin.PIECE_BYTES)));
        serve(context.channel());
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        serve(context.channel());
    }

    private void serve(Channel channel) {
        if (serving || !channel.isWritable()) {
            return;
        }
        Pull pull = pulls.poll();
        if (pull == null) {
            return;
        }
        serving = true;
        long wait = rate.reserve(Math.max(0, Math.min(pull.max(), source.bytes() - pull.at())), System.nanoTime());
        if (wait == 0) {
            read(channel, pull);
        } else {
            channel.eventLoop().schedule(() -> read(channel, pull), wait, TimeUnit.NANOSECONDS);
        }
    }

    private void read(Channel channel, Pull pull) {
        reads.execute(() -> {
            if (!channel.isActive()) {
                return; // and the source is closed, or about to be
            }
            try {
                SnapshotChunk chunk = source.read(pull.at(), pull.max());
                channel.eventLoop().execute(() -> send(channel, chunk));
            } catch (IllegalArgumentException notInIt) {
                fail(channel, String.valueOf(notInIt.getMessage()));
            } catch (IOException e) {
                journal.error("cannot read snapshot " + source.id() + " for a joiner", e);
                channel.eventLoop().execute(listener::unreadable);
                fail(channel, "cannot read snapshot " + source.id() + ": " + e.getMessage());
            }
        });
    }

    private void send(Channel channel, SnapshotChunk chunk) {
        ByteBuf reply = channel.alloc().buffer(chunk.bytes().remaining() + 16);
        reply.writeByte(PeerCodec.SEED_CHUNK)
                .writeLong(chunk.at())
                .writeInt(chunk.crc())
                .writeBytes(chunk.bytes().duplicate());
        channel.writeAndFlush(reply, channel.voidPromise());
        serving = false;
        serve(channel);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}

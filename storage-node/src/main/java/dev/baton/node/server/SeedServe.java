package dev.baton.node.server;

import dev.baton.node.snapshot.SnapshotChunk;
import dev.baton.node.snapshot.SnapshotFile;
import dev.baton.node.snapshot.SnapshotSource;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;
import java.util.concurrent.Executor;

/**
 * Serves one joiner from a snapshot's file: tells what it is, then a piece for each pull. The joiner sets the pace, so nothing piles up.
 */
final class SeedServe extends SimpleChannelInboundHandler<ByteBuf> {
    private final SnapshotSource source;
    private final Executor disk;
    private final Journal journal;

    private SeedServe(SnapshotSource source, Executor disk, Journal journal) {
        this.source = source;
        this.disk = disk;
        this.journal = journal;
    }

    static void serve(Channel channel, SnapshotFile file, Executor disk, Journal journal) {
        SnapshotSource source;
        try {
            source = SnapshotSource.open(file);
        } catch (IOException e) {
            fail(channel, String.valueOf(e.getMessage()));
            return;
        }
        channel.pipeline().addLast(new SeedServe(source, disk, journal));
        ByteBuf frame = channel.alloc().buffer();
        frame.writeByte(PeerCodec.SEED_BEGIN);
        PeerCodec.text(frame, source.id());
        PeerCodec.text(frame, source.position().toString());
        frame.writeLong(source.bytes());
        channel.writeAndFlush(frame, channel.voidPromise());
        channel.closeFuture()
                .addListener(closed -> disk.execute(() -> {
                    try {
                        source.close();
                    } catch (IOException e) {
                        journal.error("closing " + file.file(), e);
                    }
                }));
        journal.info("seeding " + channel.remoteAddress() + " from snapshot position=" + source.position() + " bytes="
                + source.bytes());
    }

    static void fail(Channel channel, String why) {
        ByteBuf frame = channel.alloc().buffer();
        frame.writeByte(PeerCodec.SEED_FAILED);
        PeerCodec.text(frame, why);
        channel.writeAndFlush(frame).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
        if (frame.readByte() != PeerCodec.SEED_PULL) {
            context.close();
            return;
        }
        long at = frame.readLong();
        int max = Math.min(frame.readInt(), SeedJoin.PIECE_BYTES);
        Channel channel = context.channel();
        disk.execute(() -> {
            try {
                SnapshotChunk chunk = source.read(at, max);
                ByteBuf reply = channel.alloc().buffer(chunk.bytes().remaining() + 16);
                reply.writeByte(PeerCodec.SEED_CHUNK)
                        .writeLong(chunk.at())
                        .writeInt(chunk.crc())
                        .writeBytes(chunk.bytes().duplicate());
                channel.writeAndFlush(reply, channel.voidPromise());
            } catch (IOException | IllegalArgumentException e) {
                fail(channel, String.valueOf(e.getMessage()));
            }
        });
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}

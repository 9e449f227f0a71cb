package dev.baton.node.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.TooLongFrameException;
import java.util.List;

/**
 * Cuts the replication port's stream into frames: length(4), then so many bytes. Whoever announces more than it may at that moment is
 * cut off before any of it is kept in memory.
 */
final class PeerFrames extends ByteToMessageDecoder {
    private int limit;
    private boolean refused;
    private boolean grew;

    /** @param limit the greatest frame, in bytes */
    PeerFrames(int limit) {
        this.limit = limit;
    }

    /** For the frames from now on. */
    void limit(int bytes) {
        limit = bytes;
    }

    /** Whether more of a frame that isn't whole yet has come since it was asked last. */
    boolean grew() {
        boolean since = grew;
        grew = false;
        return since;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (refused) {
            in.skipBytes(in.readableBytes());
            return;
        }
        grew = true;
        if (in.readableBytes() < 4) {
            return;
        }
        int length = in.getInt(in.readerIndex());
        if (length < 1 || length > limit) {
            refused = true;
            in.skipBytes(in.readableBytes());
            throw new TooLongFrameException("a frame of " + length + " bytes where at most " + limit + " are taken");
        }
        if (in.readableBytes() >= 4 + length) {
            grew = false;
            in.skipBytes(4);
            out.add(in.readRetainedSlice(length));
        }
    }
}

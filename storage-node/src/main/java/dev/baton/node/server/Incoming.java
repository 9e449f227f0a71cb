package dev.baton.node.server;

import dev.baton.node.resp.ProtocolException;
import dev.baton.node.resp.RequestDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** What came on one connection and was not taken yet, and the requests in it. Loop thread only. */
final class Incoming {
    private static final int LEAST_BYTES = 1024;

    private final RequestDecoder decoder = new RequestDecoder();
    private @Nullable ByteBuf bytes;
    /** Whether {@link #bytes} are a read's own, to be copied if some of them stay. */
    private boolean borrowed;

    /** More came. {@link #settle} must follow, once the requests that may run were taken. */
    void add(ByteBuf more) {
        ByteBuf before = bytes;
        if (before == null) {
            bytes = more;
            borrowed = true;
        } else {
            before.writeBytes(more);
            more.release();
        }
    }

    /** Takes the next request; null when none is whole. */
    byte @Nullable [][] next(boolean authenticated) throws ProtocolException {
        ByteBuf from = bytes;
        if (from == null) {
            return null;
        }
        decoder.trust(authenticated);
        return decoder.decode(from);
    }

    /** Keeps what is left. */
    void settle(ByteBufAllocator allocator) {
        ByteBuf left = bytes;
        if (left == null) {
            return;
        }
        if (!left.isReadable()) {
            clear();
        } else if (borrowed) {
            bytes = allocator
                    .buffer(Math.max(LEAST_BYTES, left.readableBytes() * 2))
                    .writeBytes(left);
            borrowed = false;
            left.release();
        } else {
            left.discardSomeReadBytes();
        }
    }

    /** Bytes that came and aren't part of a request that was taken. */
    long size() {
        ByteBuf left = bytes;
        return left == null ? 0 : left.readableBytes();
    }

    void clear() {
        ByteBuf left = bytes;
        if (left != null) {
            left.release();
            bytes = null;
        }
    }
}

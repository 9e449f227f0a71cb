package dev.baton.node.server;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.pubsub.Message;
import dev.baton.node.replication.PeerMessage;
import dev.baton.protocol.ProtocolVersion;
import io.netty.buffer.ByteBuf;

/**
 * A published message on its way from the leader to a follower, in a frame of its own between those of the core, whose order it keeps.
 *
 * <p>A follower of an older build, as its Hello says, doesn't know such frames and is sent none.
 *
 * @param after what the leader had written to the log before, and committed since
 */
record RelayedMessage(Message message, long after) {
    private static final int HEAD_BYTES = 1 + 8 + 4;

    static boolean isUnderstoodBy(PeerMessage.Hello hello) {
        return hello.protocol().newest() >= ProtocolVersion.RELAYED_MESSAGES;
    }

    static boolean isNext(ByteBuf frame) {
        return frame.getByte(frame.readerIndex()) == PeerCodec.MESSAGE;
    }

    static int frameBytes(Message message) {
        return Math.addExact(HEAD_BYTES + message.channel().length(), message.payload().length);
    }

    static void write(Message message, long after, ByteBuf out) {
        byte[] channel = message.channel().array();
        out.writeByte(PeerCodec.MESSAGE).writeLong(after).writeInt(channel.length);
        out.writeBytes(channel).writeBytes(message.payload());
    }

    /** @throws IllegalArgumentException or IndexOutOfBoundsException for what isn't one */
    static RelayedMessage read(ByteBuf frame) {
        frame.skipBytes(1);
        long after = frame.readLong();
        int length = frame.readInt();
        if (length < 0 || length > frame.readableBytes()) {
            throw new IllegalArgumentException(
                    "a channel of " + length + " bytes where " + frame.readableBytes() + " are left");
        }
        byte[] channel = new byte[length];
        frame.readBytes(channel);
        byte[] payload = new byte[frame.readableBytes()];
        frame.readBytes(payload);
        return new RelayedMessage(new Message(Bytes.of(channel), payload), after);
    }
}

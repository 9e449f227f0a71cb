package dev.baton.node.server;

import dev.baton.node.log.RecordFormat;
import dev.baton.node.replication.PeerMessage;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.Position;
import dev.baton.protocol.ProtocolVersion;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Frames of the replication port: a type byte, then fields in the order of the message's components. Big-endian; strings with a length.
 *
 * <p>What a later version adds to a frame stands at its end: a reader that doesn't know it passes over it, and one that misses it takes the
 * default. A frame of a type that ends in bytes of any length can only be changed for those who said in their Hello that they know it.
 */
final class PeerCodec {
    /** What somebody who hasn't said the password may send in one frame: the password. */
    static final int UNKNOWN_PEER_FRAME_BYTES = 4 << 10;
    /** What a follower or joiner sends its leader in one frame: at most a Hello, whose history grows by some 30 bytes an epoch. */
    static final int FOLLOWER_FRAME_BYTES = 4 << 20;
    /** What a leader sends in one frame: a batch holds one record at least, however large. */
    static final int LEADER_FRAME_BYTES = RecordFormat.HEADER_BYTES + RecordFormat.MAX_EFFECT_BYTES + 256;

    private static final int MOST_TEXT_BYTES = 64 << 10;

    static final byte AUTHENTICATE = 0;
    private static final byte HELLO = 1;
    private static final byte ACK = 2;
    private static final byte CONTINUE = 3;
    private static final byte TRUNCATE = 4;
    private static final byte SEED = 5;
    private static final byte REFUSED = 6;
    private static final byte HEARTBEAT = 7;
    private static final byte RECORDS = 8;
    /** See {@link RelayedMessage}. */
    static final byte MESSAGE = 9;
    /** On a seeding's own connection. */
    static final byte SEED_REQUEST = 20;

    static final byte SEED_BEGIN = 21;
    static final byte SEED_PULL = 22;
    static final byte SEED_CHUNK = 23;
    static final byte SEED_FAILED = 24;
    /** A snapshot is being taken, which may last. */
    static final byte SEED_WAIT = 25;

    private PeerCodec() {}

    static void write(PeerMessage message, ByteBuf out) {
        switch (message) {
            case PeerMessage.Hello hello -> {
                out.writeByte(HELLO).writeInt(hello.protocol().newest());
                text(out, hello.member().value());
                text(out, hello.incarnation().value());
                out.writeLong(hello.epoch().number());
                text(out, hello.history().encode());
                out.writeLong(hello.logStart());
                position(out, hello.end());
                out.writeLong(hello.flushed());
                out.writeInt(hello.protocol().oldest());
            }
            case PeerMessage.Ack ack ->
                out.writeByte(ACK)
                        .writeLong(ack.epoch().number())
                        .writeLong(ack.received())
                        .writeLong(ack.flushed())
                        .writeLong(ack.applied())
                        .writeLong(ack.grantFor());
            case PeerMessage.Continue go ->
                out.writeByte(CONTINUE).writeLong(go.epoch().number()).writeLong(go.from());
            case PeerMessage.Truncate cut -> {
                out.writeByte(TRUNCATE).writeLong(cut.epoch().number());
                position(out, cut.to());
                text(out, cut.history().encode());
            }
            case PeerMessage.Seed seed -> {
                out.writeByte(SEED).writeLong(seed.epoch().number());
                position(out, seed.common());
                text(out, seed.history().encode());
            }
            case PeerMessage.Refused refused -> {
                out.writeByte(REFUSED).writeLong(refused.promised().number());
                text(out, refused.reason());
                out.writeBoolean(refused.lasting());
            }
            case PeerMessage.Heartbeat heartbeat -> {
                out.writeByte(HEARTBEAT);
                heartbeat(out, heartbeat);
            }
            case PeerMessage.Records records -> {
                out.writeByte(RECORDS);
                heartbeat(out, records.heartbeat());
                out.writeLong(records.from());
                out.writeBytes(records.bytes().duplicate());
            }
        }
    }

    /** @throws IllegalArgumentException for a type this version doesn't know; IndexOutOfBoundsException for a frame cut short */
    static PeerMessage read(ByteBuf in) {
        byte type = in.readByte();
        return switch (type) {
            case HELLO -> hello(in);
            case ACK -> new PeerMessage.Ack(epoch(in), in.readLong(), in.readLong(), in.readLong(), in.readLong());
            case CONTINUE -> new PeerMessage.Continue(epoch(in), in.readLong());
            case TRUNCATE -> new PeerMessage.Truncate(epoch(in), position(in), history(in));
            case SEED -> new PeerMessage.Seed(epoch(in), position(in), history(in));
            case REFUSED -> new PeerMessage.Refused(epoch(in), text(in), in.isReadable() && in.readBoolean());
            case HEARTBEAT -> heartbeat(in);
            case RECORDS -> {
                PeerMessage.Heartbeat heartbeat = heartbeat(in);
                long from = in.readLong();
                byte[] bytes = new byte[in.readableBytes()];
                in.readBytes(bytes);
                yield new PeerMessage.Records(from, ByteBuffer.wrap(bytes), heartbeat);
            }
            default -> throw new IllegalArgumentException("unknown type " + type + " of a replication frame");
        };
    }

    private static PeerMessage.Hello hello(ByteBuf in) {
        int newest = in.readInt();
        MemberName member = new MemberName(text(in));
        Incarnation incarnation = new Incarnation(text(in));
        Epoch epoch = epoch(in);
        EpochHistory history = history(in);
        long logStart = in.readLong();
        Position end = position(in);
        long flushed = in.readLong();
        int oldest = in.isReadable() ? in.readInt() : ProtocolVersion.FIRST;
        return new PeerMessage.Hello(
                new ProtocolVersion(newest, oldest), member, incarnation, epoch, history, logStart, end, flushed);
    }

    private static void heartbeat(ByteBuf out, PeerMessage.Heartbeat heartbeat) {
        out.writeLong(heartbeat.epoch().number())
                .writeLong(heartbeat.sentAt())
                .writeLong(heartbeat.end())
                .writeLong(heartbeat.committed())
                .writeLong(heartbeat.canaryMillis())
                .writeLong(heartbeat.leaseMillis())
                .writeInt(heartbeat.ruleNumber())
                .writeBoolean(heartbeat.ackReceived())
                .writeBoolean(heartbeat.forGood());
    }

    private static PeerMessage.Heartbeat heartbeat(ByteBuf in) {
        return new PeerMessage.Heartbeat(
                epoch(in),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readInt(),
                in.readBoolean(),
                in.readBoolean());
    }

    private static void position(ByteBuf out, Position position) {
        out.writeLong(position.epoch().number()).writeLong(position.offset());
    }

    private static Position position(ByteBuf in) {
        return new Position(epoch(in), in.readLong());
    }

    private static Epoch epoch(ByteBuf in) {
        return new Epoch(in.readLong());
    }

    static void text(ByteBuf out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length).writeBytes(bytes);
    }

    /** A name, an id, a position or a reason. */
    static String text(ByteBuf in) {
        return text(in, MOST_TEXT_BYTES);
    }

    private static EpochHistory history(ByteBuf in) {
        return EpochHistory.decode(text(in, FOLLOWER_FRAME_BYTES));
    }

    /** @throws IllegalArgumentException for a longer one, or one longer than the frame: nothing is allocated for it */
    private static String text(ByteBuf in, int mostBytes) {
        int length = in.readInt();
        if (length < 0 || length > mostBytes || length > in.readableBytes()) {
            throw new IllegalArgumentException("a text of " + length + " bytes where at most "
                    + Math.min(mostBytes, in.readableBytes()) + " can be");
        }
        byte[] bytes = new byte[length];
        in.readBytes(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}

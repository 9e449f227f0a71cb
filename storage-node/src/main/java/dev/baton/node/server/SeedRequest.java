package dev.baton.node.server;

import io.netty.buffer.ByteBuf;

/**
 * A joiner's first word on a seeding's connection.
 *
 * @param epoch whose leader it means to follow
 * @param member the joiner
 * @param partial id of the snapshot it holds in part and would rather continue; empty for none
 * @param damaged id of a snapshot that arrived damaged, which it won't take again; empty for none
 */
record SeedRequest(long epoch, String member, String partial, String damaged) {
    void write(ByteBuf out) {
        out.writeByte(PeerCodec.SEED_REQUEST).writeLong(epoch);
        PeerCodec.text(out, member);
        PeerCodec.text(out, partial);
        PeerCodec.text(out, damaged);
    }

    /** @param in after the type byte */
    static SeedRequest read(ByteBuf in) {
        return new SeedRequest(in.readLong(), PeerCodec.text(in), PeerCodec.text(in), PeerCodec.text(in));
    }
}

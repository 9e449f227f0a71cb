package dev.baton.node.pubsub;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.resp.ReplyWriter;
import org.jspecify.annotations.Nullable;

/** What is published. The payload is kept, not copied: it must not be changed afterwards. */
public record Message(Bytes channel, byte[] payload) {
    private static final int OVERHEAD = 96;

    /** Writes it as a subscriber hears it, by a pattern or, if that is null, by its channel. */
    public void write(@Nullable Bytes pattern, ReplyWriter out) {
        if (pattern == null) {
            out.push(3);
            out.bulk("message");
        } else {
            out.push(4);
            out.bulk("pmessage");
            out.bulk(pattern.array());
        }
        out.bulk(channel.array());
        out.bulk(payload);
    }

    /** About how much memory it takes, in bytes. */
    public long weight() {
        return OVERHEAD + (long) channel.length() + payload.length;
    }
}

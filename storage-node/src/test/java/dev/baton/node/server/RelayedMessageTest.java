package dev.baton.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.pubsub.Message;
import dev.baton.node.replication.PeerMessage;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.Position;
import dev.baton.protocol.ProtocolVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class RelayedMessageTest {
    @Test
    void aMessageReadsBack() {
        Message message = new Message(Bytes.of("news"), new byte[] {1, 2, 3});
        ByteBuf frame = Unpooled.buffer();
        RelayedMessage.write(message, 77, frame);
        assertThat(frame.readableBytes()).isEqualTo(RelayedMessage.frameBytes(message));
        assertThat(RelayedMessage.isNext(frame)).isTrue();
        RelayedMessage read = RelayedMessage.read(frame);
        assertThat(read.after()).isEqualTo(77);
        assertThat(read.message().channel()).hasToString("news");
        assertThat(read.message().payload()).containsExactly(1, 2, 3);
    }

    @Test
    void aChannelLongerThanItsFrameIsRefused() {
        ByteBuf frame =
                Unpooled.buffer().writeByte(9).writeLong(1).writeInt(1 << 30).writeLong(0);
        assertThatThrownBy(() -> RelayedMessage.read(frame))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("where 8 are left");
    }

    /** Members of two builds follow each other while they are replaced. */
    @Test
    void whatAnOlderBuildDoesNotUnderstandIsNeverSentToIt() {
        assertThat(RelayedMessage.isUnderstoodBy(hello(ProtocolVersion.SPOKEN))).isTrue();
        assertThat(RelayedMessage.isUnderstoodBy(
                        hello(new ProtocolVersion(ProtocolVersion.FIRST, ProtocolVersion.FIRST))))
                .isFalse();
    }

    private static PeerMessage.Hello hello(ProtocolVersion spoken) {
        return new PeerMessage.Hello(
                spoken,
                new MemberName("orders-1"),
                new Incarnation("one"),
                new Epoch(3),
                EpochHistory.decode("1@0"),
                0,
                Position.parse("1:100"),
                100);
    }
}

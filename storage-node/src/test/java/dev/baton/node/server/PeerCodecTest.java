package dev.baton.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerCodecTest {
    private static final byte HELLO = 1;

    @Test
    void aHistoryOfManyEpochsReadsBack() {
        StringBuilder starts = new StringBuilder();
        for (int epoch = 1; epoch <= 20_000; epoch++) {
            starts.append(epoch == 1 ? "" : ",").append(epoch).append('@').append(epoch * 100L);
        }
        PeerMessage hello = new PeerMessage.Hello(
                ProtocolVersion.SPOKEN,
                new MemberName("orders-0"),
                new Incarnation("one"),
                new Epoch(20_000),
                EpochHistory.decode(starts.toString()),
                0,
                Position.parse("20000:3000000"),
                100);
        ByteBuf frame = Unpooled.buffer();
        PeerCodec.write(hello, frame);
        assertThat(PeerCodec.read(frame)).isEqualTo(hello);
    }

    @Test
    void anOlderPeersFramesLackWhatCameLaterAndANewerOnesHaveMore() {
        PeerMessage.Hello hello = hello(ProtocolVersion.SPOKEN);
        ByteBuf older = Unpooled.buffer();
        PeerCodec.write(hello, older);
        older.writerIndex(older.writerIndex() - Integer.BYTES);
        older.setInt(1, ProtocolVersion.FIRST);
        assertThat(PeerCodec.read(older))
                .isEqualTo(hello(new ProtocolVersion(ProtocolVersion.FIRST, ProtocolVersion.FIRST)));

        ByteBuf newer = Unpooled.buffer();
        PeerCodec.write(hello(new ProtocolVersion(9, 2)), newer);
        newer.writeLong(42);
        assertThat(PeerCodec.read(newer)).isEqualTo(hello(new ProtocolVersion(9, 2)));

        PeerMessage.Refused refused = new PeerMessage.Refused(new Epoch(7), "not the leader", false);
        ByteBuf olderRefusal = Unpooled.buffer();
        PeerCodec.write(refused, olderRefusal);
        olderRefusal.writerIndex(olderRefusal.writerIndex() - 1);
        assertThat(PeerCodec.read(olderRefusal)).isEqualTo(refused);
    }

    private static PeerMessage.Hello hello(ProtocolVersion protocol) {
        return new PeerMessage.Hello(
                protocol,
                new MemberName("orders-0"),
                new Incarnation("one"),
                new Epoch(1),
                EpochHistory.decode("1@0"),
                0,
                Position.parse("1:300"),
                100);
    }

    /** Of 17 bytes at most, by a peer that knows the password. */
    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, 9, 65 << 10, 600 << 20, Integer.MAX_VALUE})
    void aTextLongerThanItsFrameIsRefusedBeforeAnythingIsAllocatedForIt(int length) {
        ByteBuf frame =
                Unpooled.buffer().writeByte(HELLO).writeInt(1).writeInt(length).writeLong(0);
        assertThatThrownBy(() -> PeerCodec.read(frame))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a text of " + length + " bytes where at most 8");
    }

    @Test
    void aNameAsLongAsAHugeFrameIsRefused() {
        ByteBuf frame =
                Unpooled.buffer().writeByte(HELLO).writeInt(1).writeInt(1 << 20).writeZero(1 << 20);
        assertThatThrownBy(() -> PeerCodec.read(frame))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a text of 1048576 bytes where at most 65536");
    }
}

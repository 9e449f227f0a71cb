package dev.baton.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.TooLongFrameException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeerFramesTest {
    private final PeerFrames frames = new PeerFrames(10);
    private final EmbeddedChannel channel = new EmbeddedChannel(frames);

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void framesAreCutWhereverTheStreamIs() {
        ByteBuf two = Unpooled.buffer().writeInt(2).writeShort(7).writeInt(1).writeByte(9);
        while (two.isReadable()) {
            channel.writeInbound(two.readBytes(1));
        }
        assertThat(next().readShort()).isEqualTo((short) 7);
        assertThat(next().readByte()).isEqualTo((byte) 9);
        assertThat((Object) channel.readInbound()).isNull();
    }

    @Test
    void aGreaterFrameIsRefusedAtItsFirstBytesAndNothingIsReadAfterwards() {
        assertThatThrownBy(() -> channel.writeInbound(Unpooled.buffer().writeInt(600 << 20)))
                .isInstanceOf(TooLongFrameException.class)
                .hasMessageContaining("at most 10");
        channel.writeInbound(Unpooled.buffer().writeInt(1).writeByte(9));
        assertThat((Object) channel.readInbound()).isNull();
    }

    @Test
    void aFrameOfNoBytesOrFewerIsRefused() {
        for (int length : new int[] {0, -1, Integer.MIN_VALUE}) {
            EmbeddedChannel fresh = new EmbeddedChannel(new PeerFrames(10));
            assertThatThrownBy(() -> fresh.writeInbound(Unpooled.buffer().writeInt(length)))
                    .isInstanceOf(TooLongFrameException.class);
        }
    }

    @Test
    void theLimitMayBeRaisedOnceThePeerIsKnown() {
        channel.writeInbound(Unpooled.buffer().writeInt(1).writeByte(9));
        assertThat(next().readableBytes()).isEqualTo(1);
        frames.limit(20);
        channel.writeInbound(Unpooled.buffer().writeInt(20).writeZero(20));
        assertThat(next().readableBytes()).isEqualTo(20);
    }

    @Test
    void itTellsOnceOfEveryPartOfAFrameThatComes() {
        assertThat(frames.grew()).isFalse();
        channel.writeInbound(Unpooled.buffer().writeInt(4).writeByte(1));
        assertThat(frames.grew()).isTrue();
        assertThat(frames.grew()).isFalse();
        channel.writeInbound(Unpooled.buffer().writeShort(1));
        assertThat(frames.grew()).isTrue();
        channel.writeInbound(Unpooled.buffer().writeByte(1));
        assertThat(next().readableBytes()).isEqualTo(4);
        assertThat(frames.grew()).as("the whole frame tells for itself").isFalse();
    }

    private ByteBuf next() {
        ByteBuf frame = channel.readInbound();
        assertThat(frame).isNotNull();
        return frame;
    }
}

package dev.baton.node.resp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MutatedFramesTest {
    private static final int FRAMES = 1_000_000;

    /** Connections of some frames each, which arrive in any pieces. */
    @Test
    void aMillionFramesMakeRequestsOrProtocolErrorsAndNothingElse() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        MutatedFrames frames = new MutatedFrames(random);
        ByteBuf arrived = Unpooled.buffer();
        RequestDecoder decoder = new RequestDecoder();
        int requests = 0;
        int refused = 0;
        for (int i = 0; i < FRAMES; i++) {
            byte[] frame = frames.next();
            boolean spent = random.nextInt(8) == 0;
            int cut = random.nextInt(frame.length + 1);
            arrived.writeBytes(frame, 0, cut);
            try {
                requests += drain(decoder, arrived);
                arrived.writeBytes(frame, cut, frame.length - cut);
                requests += drain(decoder, arrived);
            } catch (ProtocolException malformed) {
                assertThat(malformed.getMessage()).startsWith("Protocol error: ");
                refused++;
                spent = true;
            } catch (RuntimeException | Error bug) {
                throw new AssertionError("seed " + seed + ", frame " + i, bug);
            }
            if (spent) {
                arrived.clear();
                decoder = new RequestDecoder();
                decoder.trust(random.nextBoolean());
            }
        }
        assertThat(requests).as("seed %d: sound ones got through", seed).isGreaterThan(FRAMES / 10);
        assertThat(refused).as("seed %d: bad ones were seen", seed).isGreaterThan(FRAMES / 100);
    }

    private static int drain(RequestDecoder decoder, ByteBuf in) throws ProtocolException {
        int requests = 0;
        for (byte[][] request = decoder.decode(in); request != null; request = decoder.decode(in)) {
            assertThat(request.length).isPositive();
            for (byte[] argument : request) {
                assertThat(argument != null).isTrue();
            }
            requests++;
        }
        in.discardReadBytes();
        return requests;
    }
}

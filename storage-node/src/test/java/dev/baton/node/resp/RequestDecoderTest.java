package dev.baton.node.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RequestDecoderTest {
    private final RequestDecoder decoder = new RequestDecoder();

    @Test
    void readsPipelinedArrays() throws Exception {
        assertThat(decodeAll("*2\r\n$3\r\nGET\r\n$1\r\nk\r\n*1\r\n$4\r\nPING\r\n"))
                .containsExactly("GET|k", "PING");
    }

    @Test
    void readsInlineCommandsWithQuotes() throws Exception {
        assertThat(decodeAll("SET k \"a b\\x41\\n\"\r\n\r\nPING\nset x 'it\\'s'\r\n"))
                .containsExactly("SET|k|a bA\n", "PING", "set|x|it's");
    }

    @Test
    void passesOverEmptyRequests() throws Exception {
        assertThat(decodeAll("*0\r\n*-1\r\n\r\n*1\r\n$4\r\nPING\r\n")).containsExactly("PING");
    }

    @Test
    void refusesWhatIsNotResp() {
        refuses("*1\r\n+PING\r\n", "Protocol error: expected '$', got '+'");
        refuses("*x\r\n", "Protocol error: invalid multibulk length");
        refuses("*\r\n", "Protocol error: invalid multibulk length");
        refuses("*1048577\r\n", "Protocol error: invalid multibulk length");
        refuses("*99999999999999\r\n", "Protocol error: invalid multibulk length");
        refuses("*1\r\n$-1\r\n", "Protocol error: invalid bulk length");
        refuses("*1\r\n$536870913\r\n", "Protocol error: invalid bulk length");
        refuses("*1\r\n$1\r\nabc", "Protocol error: expected a line end after a bulk string");
        refuses("set \"a\r\n", "Protocol error: unbalanced quotes in request");
        refuses("set \"a\"b\r\n", "Protocol error: unbalanced quotes in request");
        refuses("x".repeat(70_000), "Protocol error: too big inline request");
        refuses("*" + "1".repeat(70_000), "Protocol error: too big mbulk count string");
        refuses("*1\r\n$" + "1".repeat(70_000), "Protocol error: too big bulk count string");
    }

    @Test
    void readsOnlySmallRequestsOfStrangers() {
        decoder.trust(false);
        assertThatThrownBy(() -> decoder.decode(buffer("*11\r\n")))
                .hasMessage("Protocol error: unauthenticated multibulk length");
        RequestDecoder another = new RequestDecoder();
        another.trust(false);
        assertThatThrownBy(() -> another.decode(buffer("*1\r\n$16385\r\n")))
                .hasMessage("Protocol error: unauthenticated bulk length");
    }

    @Test
    void reservesNoMemoryForBytesThatHaveNotCome() throws Exception {
        // 500 decoders promise 512 MB each; the test's JVM has 512 MB in all.
        List<RequestDecoder> waiting = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            RequestDecoder each = new RequestDecoder();
            assertThat(each.decode(buffer("*1048576\r\n$536870912\r\nabc"))).isNull();
            waiting.add(each);
        }
        assertThat(waiting).hasSize(500);
    }

    @Property(tries = 200)
    void anyCutOfTheBytesGivesTheSameRequest(
            @ForAll @Size(min = 1, max = 5) List<byte[]> arguments, @ForAll @Size(max = 8) List<Integer> cuts)
            throws Exception {
        ByteBuf whole = encode(arguments);
        ByteBuf arriving = Unpooled.buffer();
        List<byte[][]> decoded = new ArrayList<>();
        RequestDecoder fresh = new RequestDecoder();
        for (int cut : cuts) {
            arriving.writeBytes(whole, Math.floorMod(cut, whole.readableBytes() + 1));
            drain(fresh, arriving, decoded);
        }
        arriving.writeBytes(whole);
        drain(fresh, arriving, decoded);
        assertThat(decoded).hasSize(1);
        assertThat(decoded.getFirst()).isDeepEqualTo(arguments.toArray(new byte[0][]));
    }

    @Property(tries = 500)
    void noBytesMakeItFailOtherwiseThanByAProtocolError(
            @ForAll @Size(max = 64) List<Byte> noise, @ForAll boolean asArray) {
        ByteBuf in = Unpooled.buffer();
        if (asArray) {
            in.writeBytes("*3\r\n$".getBytes(StandardCharsets.UTF_8));
        }
        noise.forEach(b -> in.writeByte(b));
        RequestDecoder fresh = new RequestDecoder();
        try {
            drain(fresh, in, new ArrayList<>());
        } catch (ProtocolException expected) {
            assertThat(expected).hasMessageStartingWith("Protocol error: ");
        }
    }

    private static void drain(RequestDecoder decoder, ByteBuf in, List<byte[][]> into) throws ProtocolException {
        for (byte[][] request = decoder.decode(in); request != null; request = decoder.decode(in)) {
            into.add(request);
        }
    }

    private static ByteBuf encode(List<byte[]> arguments) {
        ByteBuf out = buffer("*" + arguments.size() + "\r\n");
        for (byte[] argument : arguments) {
            out.writeBytes(("$" + argument.length + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.writeBytes(argument).writeBytes(new byte[] {'\r', '\n'});
        }
        return out;
    }

    private static ByteBuf buffer(String text) {
        return Unpooled.buffer().writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void refuses(String bytes, String message) {
        assertThatThrownBy(() -> new RequestDecoder().decode(buffer(bytes)))
                .isInstanceOf(ProtocolException.class)
                .hasMessage(message);
    }

    private List<String> decodeAll(String bytes) throws ProtocolException {
        List<byte[][]> requests = new ArrayList<>();
        drain(decoder, buffer(bytes), requests);
        List<String> texts = new ArrayList<>();
        for (byte[][] request : requests) {
            List<String> words = new ArrayList<>();
            for (byte[] word : request) {
                words.add(new String(word, StandardCharsets.UTF_8));
            }
            texts.add(String.join("|", words));
        }
        return texts;
    }
}

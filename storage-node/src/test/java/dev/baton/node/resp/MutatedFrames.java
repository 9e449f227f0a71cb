package dev.baton.node.resp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Bytes as a broken or hostile client sends them: sound requests with something wrong in them, and noise. */
public final class MutatedFrames {
    private static final List<String> SOUND = List.of(
            "*1\r\n$4\r\nPING\r\n",
            "*2\r\n$3\r\nGET\r\n$3\r\nkey\r\n",
            "*3\r\n$3\r\nSET\r\n$3\r\nkey\r\n$5\r\nvalue\r\n",
            "*4\r\n$4\r\nHSET\r\n$4\r\nhash\r\n$1\r\nf\r\n$0\r\n\r\n",
            "*3\r\n$5\r\nRPUSH\r\n$4\r\nlist\r\n$2\r\n\0\n\r\n",
            "*2\r\n$5\r\nHELLO\r\n$1\r\n3\r\n",
            "*1\r\n$5\r\nMULTI\r\n*2\r\n$4\r\nINCR\r\n$1\r\nn\r\n*1\r\n$4\r\nEXEC\r\n",
            "PING\r\n",
            "SET \"a b\\x41\" 'it\\'s'\r\n",
            "\r\n*0\r\n*-1\r\n",
            "*3\r\n$6\r\nLRANGE\r\n$4\r\nlist\r\n$1\r\n0\r\n");
    /** What parsers trip over. */
    private static final List<String> POINTED = List.of(
            "\r",
            "\n",
            "\r\n",
            "*",
            "$",
            "-1",
            "0",
            "*2147483648\r\n",
            "*1048577\r\n",
            "$536870913\r\n",
            "$536870912\r\n",
            "$-2147483649\r\n",
            "*99999999999999999999\r\n",
            "$+1\r\n",
            "$ 1\r\n",
            "\0",
            "\"",
            "'",
            "\\x",
            "$00000000001\r\n",
            "*1048576\r\n");

    private final SplittableRandom random;

    public MutatedFrames(SplittableRandom random) {
        this.random = random;
    }

    /** From none to some hundred bytes. */
    public byte[] next() {
        if (random.nextInt(20) == 0) {
            byte[] noise = new byte[random.nextInt(80)];
            random.nextBytes(noise);
            return noise;
        }
        byte[] frame = SOUND.get(random.nextInt(SOUND.size())).getBytes(StandardCharsets.ISO_8859_1);
        for (int times = random.nextInt(4); times > 0; times--) {
            frame = mutated(frame);
        }
        return frame;
    }

    private byte[] mutated(byte[] frame) {
        int at = frame.length == 0 ? 0 : random.nextInt(frame.length);
        int to = at + random.nextInt(frame.length - at + 1);
        return switch (random.nextInt(5)) {
            case 0 ->
                spliced(
                        frame,
                        at,
                        at,
                        POINTED.get(random.nextInt(POINTED.size())).getBytes(StandardCharsets.ISO_8859_1));
            case 1 -> spliced(frame, at, to, new byte[0]);
            case 2 -> spliced(frame, at, at, Arrays.copyOfRange(frame, at, to));
            case 3 -> Arrays.copyOf(frame, at);
            default -> {
                byte[] changed = frame.clone();
                if (changed.length > 0) {
                    changed[at] = (byte) random.nextInt(256);
                }
                yield changed;
            }
        };
    }

    private static byte[] spliced(byte[] frame, int from, int to, byte[] between) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(frame.length + between.length);
        out.write(frame, 0, from);
        out.writeBytes(between);
        out.write(frame, to, frame.length - to);
        return out.toByteArray();
    }
}

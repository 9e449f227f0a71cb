package dev.baton.node.rdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.Entry;
import dev.baton.node.keyspace.Keyspace;
import dev.baton.node.keyspace.KeyspaceProbe;
import dev.baton.node.keyspace.Op;
import dev.baton.node.keyspace.Transaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The payloads are those of redis-server 7.0.15, or such as it accepts. */
class DumpTest {
    private static final Bytes KEY = Bytes.of("k");
    /** A value that runs of three bytes were found in. */
    private static final String PACKED = "00c30b1e0361626361e00f020162630a008874be6d67e59d2a";

    private static final String LISTPACKS =
            "120102c33440731f7300000009008161020101dfff02c0c802d44802f2409c0004f3c0ab76ff05f403005ed0b22022"
                    + "040009e04678e03c000148ff0a00a2665159331d0e62";
    private static final String ZIPLIST =
            "0a4071710000002d000000090000016103f102fd02fef903c02c0104f090eefe05d00000000106"
                    + "e000000000000100000a4040" + "79".repeat(64) + "ff0900b0f0b52c9eed864d";

    @ParameterizedTest
    @CsvSource({
        "000268690a00af6b9fe88e311b14,string 0 hi",
        "00c0f90a005e26d130d7a242ab,string 0 -7",
        "00c12c010a00954261f265825c10,string 0 300",
        "00c290eefeff0a002875de7b13eb2800,string 0 -70000",
        "000a333030303030303030300a00e7076b7954bb7947,string 0 3000000000",
        PACKED + ",string 0 abcabcabcabcabcabcabcabcabcabc",
        "1201021f1f0000000300816102903031323334353637383961626364656611816202ff0a001e95a83ba5957fe5,list 0 a 0123456789abcdef b",
        "0e0210100000000d000000020000016103f6ff0e0e0000000a0000000100000162ff0900d0849ea4b60819e9,list 0 a 5 b",
        "1014140000000400816602817602816e02f1393003ff0a00295e989381be5650,hash 0 f=v n=12345",
        "0402016ec13930016601760a007aa3a5e0e0641f2d,hash 0 n=12345 f=v",
        "0d161600000013000000040000016603017603016e03f6ff09009f4c78b5157cb15c,hash 0 f=v n=5",
        "0b0e0200000003000000feff010003000a001b18460ee16f04bb,set 0 -2 1 3",
        "0b100400000002000000feffffffa08601000a0086774c204bc450c8,set 0 -2 100000",
        "0b180800000002000000feffffffffffffff00000000000100000a00c3d57277369328ac,set 0 -2 1099511627776",
        "02020161c0070a009c8dd116ce4be11c,set 0 a 7",
        "111d1d0000000600816202842d322e3505816102010181630283696e6604ff0a009b1887c2526582cb,"
                + "zset 0 b=-2.5 a=1.0 c=Infinity in order b=-2.5 a=1.0 c=Infinity",
        "05030163000000000000f07f0161000000000000f03f016200000000000004c00a00c72e14909bdf6c0b,"
                + "zset 0 c=Infinity a=1.0 b=-2.5 in order b=-2.5 a=1.0 c=Infinity",
        "0c181800000012000000040000016103f20201620303322e35ff09008ca54c51c0e9cd06,zset 0 a=1.0 b=2.5 in order a=1.0 b=2.5",
        "0302016103312e350162fe0900d51f56a3b0536b5b,zset 0 a=1.5 b=Infinity in order a=1.5 b=Infinity"
    })
    void readsWhatRedisDumps(String payload, String value) throws BadDataException {
        assertThat(restored(HexFormat.of().parseHex(payload))).isEqualTo(value);
    }

    @Test
    void readsIntegersOfEveryWidth() throws BadDataException {
        assertThat(restored(HexFormat.of().parseHex(LISTPACKS)))
                .isEqualTo("list 0 a 1 -1 200 -3000 40000 -9000000 3000000000 " + "x".repeat(70));
        assertThat(restored(HexFormat.of().parseHex(ZIPLIST)))
                .isEqualTo("list 0 a 0 12 -7 300 -70000 16777216 1099511627776 " + "y".repeat(64));
    }

    @ParameterizedTest
    @CsvSource({
        "000268690a00af6b9fe88e311b14",
        "00c0f90a005e26d130d7a242ab",
        "00c12c010a00954261f265825c10",
        "00c290eefeff0a002875de7b13eb2800",
        "000a333030303030303030300a00e7076b7954bb7947",
        "0402016ec13930016601760a007aa3a5e0e0641f2d",
        "02020161c0070a009c8dd116ce4be11c",
        "05030163000000000000f07f0161000000000000f03f016200000000000004c00a00c72e14909bdf6c0b"
    })
    void writesThePlainFormsAsRedisDoes(String payload) throws BadDataException {
        byte[] bytes = HexFormat.of().parseHex(payload);
        assertThat(Dump.of(entry(bytes))).asHexString().isEqualToIgnoringCase(payload);
    }

    @ParameterizedTest
    @CsvSource({
        "0100", // an empty list
        "0402016601310166013200", // a field twice
        "020201610161", // a member twice
        "6302", // an unknown type
        "0005", // cut off
        "00c3057f0361626361", // packed, but not as it says
        "00c303ff0361ff00", // copies from before its beginning
        "030101610d6e6f7420612073636f7265", // a score that is none
        "05010161000000000000f8ff", // NaN
        "1201030161", // a node of neither kind
        "1007070000000100ff", // an empty listpack
        "100aff000000010081610261", // another length than it says
        "0b080200000000000000" // no integers
    })
    void whatIsNoValueIsRefused(String value) {
        byte[] payload = HexFormat.of().parseHex(value + "0a00" + "00".repeat(8));
        assertThatThrownBy(() -> Dump.restore(KEY, payload, Entry.NEVER, growth -> {}))
                .isInstanceOf(BadDataException.class);
    }

    @Property(tries = 2000)
    void damageIsRefusedOrReadAsSomethingElseAndNoWorse(@ForAll long seed) {
        Random random = new Random(seed);
        String[] payloads = {PACKED, LISTPACKS, ZIPLIST, "0b0e0200000003000000feff010003000a001b18460ee16f04bb"};
        byte[] payload = HexFormat.of().parseHex(payloads[random.nextInt(payloads.length)]);
        byte[] damaged = Arrays.copyOf(payload, 11 + random.nextInt(payload.length - 10));
        for (int i = random.nextInt(4); i > 0; i--) {
            damaged[random.nextInt(damaged.length - 10)] = (byte) random.nextInt();
        }
        try {
            assertThat(Dump.restore(KEY, damaged, Entry.NEVER, growth -> {})).hasSize(1);
        } catch (BadDataException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    @Test
    void whatIsPackedIsToldBeforeItIsUnpacked() throws BadDataException {
        List<Long> told = new ArrayList<>();
        byte[] packed = HexFormat.of().parseHex(PACKED.substring(2, PACKED.length() - 20));
        byte[] list = new byte[2 + 2 * packed.length];
        list[0] = 1;
        list[1] = 2;
        System.arraycopy(packed, 0, list, 2, packed.length);
        System.arraycopy(packed, 0, list, 2 + packed.length, packed.length);
        Dump.restore(KEY, Payloads.of(list), Entry.NEVER, told::add);
        assertThat(told).containsExactly(30L, 60L);
        assertThatThrownBy(() -> Dump.restore(KEY, Payloads.of(list), Entry.NEVER, growth -> {
                    throw new IllegalStateException("too much");
                }))
                .hasMessage("too much");
    }

    @Test
    void theExpiryComesAfterTheElements() throws BadDataException {
        byte[] list = HexFormat.of()
                .parseHex("1201021f1f0000000300816102903031323334353637383961626364656611816202ff0a001e95a83ba5957fe5");
        assertThat(Dump.restore(KEY, list, 77, growth -> {})).hasSize(2).last().isEqualTo(new Op.Expire(KEY, 77));
    }

    @Test
    void aPayloadOfALaterVersionOrWithAWrongByteIsNotIntact() {
        byte[] payload = HexFormat.of().parseHex(PACKED);
        assertThat(Dump.isIntact(payload)).isTrue();
        for (int i = 0; i < payload.length; i++) {
            byte[] damaged = payload.clone();
            damaged[i] ^= 4;
            assertThat(Dump.isIntact(damaged)).as("byte %d", i).isFalse();
        }
        assertThat(Dump.isIntact(new byte[9])).isFalse();
    }

    private static Keyspace keyspace(byte[] payload) throws BadDataException {
        assertThat(Dump.isIntact(payload)).isTrue();
        Keyspace keyspace = new Keyspace();
        Transaction write = keyspace.begin(0);
        Dump.restore(KEY, payload, Entry.NEVER, growth -> {}).forEach(write::write);
        write.stamp(10);
        return keyspace;
    }

    private static Entry entry(byte[] payload) throws BadDataException {
        return Objects.requireNonNull(keyspace(payload).peek(KEY));
    }

    private static String restored(byte[] payload) throws BadDataException {
        return Objects.requireNonNull(KeyspaceProbe.contents(keyspace(payload)).get("k"));
    }
}

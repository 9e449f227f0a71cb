package dev.baton.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.node.keyspace.Op;
import dev.baton.node.keyspace.OpReader;
import org.junit.jupiter.api.Test;

/** Replies as Redis 7.0 gives them. */
class BitCommandsTest {
    private static final String BAD_OFFSET = "-ERR bit offset is not an integer or out of range";
    private static final String BAD_TYPE =
            "-ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.";

    private final Shell redis = new Shell();

    @Test
    void singleBits() {
        redis.check("SETBIT k 7 1", ":0");
        redis.check("SETBIT k 7 1", ":1");
        redis.check("GETBIT k 7", ":1");
        redis.check("GETBIT k 6", ":0");
        redis.check("GETBIT k 1000", ":0");
        redis.check("GETBIT none 0", ":0");
        redis.check("SETBIT k 23 0", ":0");
        redis.check("STRLEN k", ":3");
        redis.check("SETBIT k x 0", BAD_OFFSET);
        redis.check("SETBIT k -1 0", BAD_OFFSET);
        redis.check("SETBIT k 4294967296 0", BAD_OFFSET);
        redis.check("SETBIT k 1 2", "-ERR bit is not an integer or out of range");
        redis.run("RPUSH l a");
        redis.check("SETBIT l 0 1", "-WRONGTYPE Operation against a key holding the wrong kind of value");
    }

    @Test
    void aBitThatStaysAsItIsIsNoWrite() {
        redis.run("SETBIT k 100 1");
        redis.run("SETBIT k 100 1");
        redis.run("SETBIT k 3 0");
        assertThat(redis.log).hasSize(1);
    }

    @Test
    void counts() {
        redis.run("SET k foobar");
        redis.check("BITCOUNT k", ":26");
        redis.check("BITCOUNT k 0 0", ":4");
        redis.check("BITCOUNT k 1 1 BYTE", ":6");
        redis.check("BITCOUNT k 5 30 BIT", ":17");
        redis.check("BITCOUNT k -100 -200", ":0");
        redis.check("BITCOUNT k 0 -100", ":4");
        redis.check("BITCOUNT k 10 3", ":0");
        redis.check("BITCOUNT k 0", "-ERR syntax error");
        redis.check("BITCOUNT k 0 1 2", "-ERR syntax error");
        redis.check("BITCOUNT k 0 x", "-ERR value is not an integer or out of range");
        redis.check("BITCOUNT none 0 x", ":0");
    }

    @Test
    void positions() {
        redis.run("BITFIELD k SET u24 0 16773120"); // ff f0 00
        redis.check("BITPOS k 0", ":12");
        redis.check("BITPOS k 1", ":0");
        redis.check("BITPOS k 1 2", ":-1");
        redis.check("BITPOS k 1 -2", ":8");
        redis.check("BITPOS k 1 9 12 BIT", ":9");
        redis.check("BITPOS k 0 0 11 BIT", ":-1");
        redis.check("BITPOS k 0 0 0", ":-1");
        redis.run("BITFIELD ones SET u16 0 65535");
        redis.check("BITPOS ones 0", ":16");
        redis.check("BITPOS ones 0 1", ":16");
        redis.check("BITPOS ones 0 1 -1", ":-1");
        redis.check("BITPOS ones 0 9223372036854775807", ":-1");
        redis.check("BITPOS none 0", ":0");
        redis.check("BITPOS none 1", ":-1");
        redis.check("BITPOS k 2", "-ERR The bit argument must be 1 or 0.");
        redis.check("BITPOS k 1 0 -1 BITS", "-ERR syntax error");
    }

    /** Long enough that whole words are looked at, and the ends byte by byte. */
    @Test
    void longStringsAreLookedAtInWords() {
        redis.run("SETBIT k 1003 1");
        redis.check("BITPOS k 1", ":1003");
        redis.check("BITPOS k 1 3 1003 BIT", ":1003");
        redis.check("BITPOS k 1 3 1002 BIT", ":-1");
        redis.run("BITOP NOT k k");
        redis.check("BITPOS k 0 5 -1 BIT", ":1003");
        redis.check("BITCOUNT k", ":1007");
        redis.check("BITCOUNT k 1 1005 BIT", ":1004");
    }

    @Test
    void combinations() {
        redis.run("MSET a abc b ab");
        redis.check("BITOP AND d a b none", ":3");
        redis.check("BITCOUNT d", ":0");
        redis.check("BITOP AND d a b", ":3");
        redis.check("BITCOUNT d", ":6");
        redis.check("BITOP OR d a b", ":3");
        redis.check("GET d", "$3 abc");
        redis.check("BITOP XOR d a b", ":3");
        redis.check("BITCOUNT d", ":4");
        redis.check("BITOP NOT n a", ":3");
        redis.check("BITOP NOT n n", ":3");
        redis.check("GET n", "$3 abc");
        redis.check("BITOP OR d none none", ":0");
        redis.check("EXISTS d", ":0");
        redis.check("BITOP NOT d a b", "-ERR BITOP NOT must be called with a single source key.");
        redis.check("BITOP NAND d a b", "-ERR syntax error");
        redis.run("RPUSH l a");
        redis.check("BITOP OR d a l", "-WRONGTYPE Operation against a key holding the wrong kind of value");
    }

    @Test
    void fields() {
        redis.check("BITFIELD k SET u8 0 200 GET u4 0 GET i8 0", "*3 :0 :12 :-56");
        redis.check("BITFIELD k INCRBY u8 0 100", "*1 :44");
        redis.check("BITFIELD k OVERFLOW SAT INCRBY u8 0 1000 INCRBY u8 0 -1000", "*2 :255 :0");
        redis.check("BITFIELD k OVERFLOW FAIL INCRBY i4 0 9 OVERFLOW WRAP INCRBY i4 0 9", "*2 $-1 :-7");
        redis.check("BITFIELD k SET i8 0 -1 SET u8 0 -2", "*2 :-112 :255");
        redis.check("BITFIELD k OVERFLOW SAT SET i8 0 300 GET i8 0", "*2 :-2 :127");
        redis.check("BITFIELD k SET i64 #1 9223372036854775807", "*1 :0");
        redis.check(
                "BITFIELD k OVERFLOW SAT INCRBY i64 64 1 GET u63 65", "*2 :9223372036854775807 :9223372036854775807");
        redis.check("BITFIELD k INCRBY i64 64 1", "*1 :-9223372036854775808");
        redis.check("STRLEN k", ":16");
        redis.check("BITFIELD k GET u8 1000", "*1 :0");
        redis.check("BITFIELD k", "*0");
        redis.check("BITFIELD k GET u64 0", BAD_TYPE);
        redis.check("BITFIELD k GET i65 0", BAD_TYPE);
        redis.check("BITFIELD k GET x8 0", BAD_TYPE);
        redis.check("BITFIELD k GET u8 #x", BAD_OFFSET);
        redis.check("BITFIELD k GET u8 #536870912", BAD_OFFSET);
        redis.check("BITFIELD k OVERFLOW X", "-ERR Invalid OVERFLOW type specified");
        redis.check("BITFIELD k SET u8 0", "-ERR syntax error");
        redis.check("BITFIELD k SET u8 0 x", "-ERR value is not an integer or out of range");
        redis.check("BITFIELD_RO k GET i64 64", "*1 :-9223372036854775808");
        redis.check("BITFIELD_RO k SET u8 0 1", "-ERR BITFIELD_RO only supports the GET subcommand");
    }

    @Test
    void allFieldsOfACommandAreOnePatchOfTheBytesTheyChange() {
        redis.run("SET k 0123456789");
        redis.run("BITFIELD k SET u8 #3 120 INCRBY u8 #5 1 GET u8 0");
        assertThat(OpReader.ops(redis.log.getLast().effect()))
                .singleElement()
                .isInstanceOfSatisfying(Op.Patch.class, patch -> {
                    assertThat(patch.offset()).isEqualTo(3);
                    assertThat(patch.bytes()).asString().isEqualTo("x46");
                });
        redis.check("GET k", "$10 012x466789");
        redis.run("BITFIELD k OVERFLOW FAIL INCRBY u2 100 9");
        redis.check("STRLEN k", ":13");
    }

    @Test
    void aFewWordsCannotAskForMoreZerosThanThereIsMemory() {
        redis.run("CONFIG SET maxmemory 10000000");
        String refused = "-OOM command not allowed when used memory > 'maxmemory'.";
        redis.check("SETBIT k 4000000000 1", refused);
        redis.check("SETRANGE k 500000000 x", refused);
        redis.check("BITFIELD k SET u8 4000000000 1", refused);
        redis.check("EXISTS k", ":0");
        redis.check("SETBIT k 20000000 1", ":0");
        redis.check("BITOP OR i k", ":2500001");
        redis.check("BITOP OR h k", ":2500001");
        redis.check("BITOP OR g k", refused);
        redis.check("COPY k g", refused);
    }
}

package dev.baton.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.node.keyspace.Op;
import dev.baton.node.keyspace.OpReader;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Sets: replies as Redis 7.0 gives them. */
class SetCommandsTest {
    private static final String WRONG_TYPE = "-WRONGTYPE Operation against a key holding the wrong kind of value";

    private final Shell redis = new Shell();

    private void check(String line, String reply) {
        assertThat(redis.run(line)).as(line).isEqualTo(reply);
    }

    @Test
    void membersComeAndGo() {
        check("SADD s a b a", ":2");
        check("SADD s a c", ":1");
        check("SADD s a", ":0");
        check("SADD s", "-ERR wrong number of arguments for 'sadd' command");
        check("TYPE s", "+set");
        check("SCARD s", ":3");
        check("SCARD absent", ":0");
        check("SISMEMBER s a", ":1");
        check("SISMEMBER s x", ":0");
        check("SISMEMBER absent a", ":0");
        check("SMISMEMBER s a x b", "*3 :1 :0 :1");
        check("SMISMEMBER absent a x", "*2 :0 :0");
        check("SMEMBERS s", "*3 $1 a $1 b $1 c");
        check("SMEMBERS absent", "*0");
        check("SREM s a a x", ":1");
        check("SREM s x", ":0");
        check("SREM absent x", ":0");
        check("SREM s b c", ":2");
        check("EXISTS s", ":0");
        redis.run("SET str v");
        for (String line : List.of(
                "SADD str a",
                "SREM str a",
                "SCARD str",
                "SISMEMBER str a",
                "SMISMEMBER str a",
                "SMEMBERS str",
                "SPOP str 0",
                "SRANDMEMBER str",
                "SINTER absent str",
                "SDIFF absent str",
                "SUNION str",
                "SINTERCARD 1 str",
                "SSCAN str 0 FOO")) {
            check(line, WRONG_TYPE);
        }
        redis.run("SADD s a");
        check("GET s", WRONG_TYPE);
        redis.run("HELLO 3");
        check("SMEMBERS s", "~1 $1 a");
        check("SMEMBERS absent", "~0");
        check("SPOP absent 1", "~0");
        check("SPOP absent", "_");
        check("SRANDMEMBER absent 1", "*0");
        check("SINTER s absent", "~0");
        check("SUNION s", "~1 $1 a");
    }

    @Test
    void aMemberMoves() {
        redis.run("SADD a 1 2");
        check("SMOVE a b 1", ":1");
        check("SMOVE a b 1", ":0");
        check("SMEMBERS b", "*1 $1 1");
        check("SMOVE a a 2", ":1");
        check("SMOVE a a 3", ":0");
        check("SADD a 1", ":1");
        check("SMOVE a b 1", ":1");
        check("SMOVE a b 2", ":1");
        check("EXISTS a", ":0");
        redis.run("SET str v");
        check("SMOVE a str 1", ":0");
        check("SMOVE b str 9", WRONG_TYPE);
        check("SMOVE str b 1", WRONG_TYPE);
    }

    @Test
    void severalMakeOne() {
        redis.run("SADD a 1 2 3");
        redis.run("SADD b 2 3 4");
        check("SINTER a b", "*2 $1 2 $1 3");
        check("SINTER a b absent", "*0");
        check("SUNION a b absent", "*4 $1 1 $1 2 $1 3 $1 4");
        check("SDIFF a b absent", "*1 $1 1");
        check("SDIFF absent a", "*0");
        check("SINTERSTORE d a b", ":2");
        check("SUNIONSTORE d d a", ":3");
        check("SDIFFSTORE a a b", ":1");
        check("SMEMBERS a", "*1 $1 1");
        redis.run("SET str v EX 100");
        check("SUNIONSTORE str a b", ":4");
        check("TYPE str", "+set");
        check("TTL str", ":-1");
        check("SINTERSTORE str a absent", ":0");
        check("EXISTS str", ":0");
        check("SINTERCARD 2 d b", ":2");
        check("SINTERCARD 2 d b LIMIT 1", ":1");
        check("SINTERCARD 2 d b LIMIT 0", ":2");
        check("SINTERCARD 2 d absent", ":0");
        check("SINTERCARD 0 d", "-ERR numkeys should be greater than 0");
        check("SINTERCARD x d", "-ERR numkeys should be greater than 0");
        check("SINTERCARD 3 d b", "-ERR Number of keys can't be greater than number of args");
        check("SINTERCARD 2 d b LIMIT -1", "-ERR LIMIT can't be negative");
        check("SINTERCARD 2 d b LIMIT", "-ERR syntax error");
        check("SINTERCARD 2 d b FOO", "-ERR syntax error");
    }

    @Test
    void whomALeaderTakesAtRandomItsEffectNames() {
        redis.run("SADD s a b c d e f g h");
        String popped = redis.run("SPOP s");
        assertThat(lastOps())
                .first()
                .isInstanceOfSatisfying(
                        Op.RemoveMembers.class,
                        op -> assertThat(op.members()).singleElement().hasToString(popped.substring(3)));
        assertThat(redis.run("SISMEMBER s " + popped.substring(3))).isEqualTo(":0");
        assertThat(redis.run("SPOP s 3")).startsWith("*3 ");
        assertThat(lastOps())
                .first()
                .isInstanceOfSatisfying(
                        Op.RemoveMembers.class,
                        op -> assertThat(Set.of(op.members())).hasSize(3));
        check("SCARD s", ":4");
        check("SPOP s 0", "*0");
        assertThat(redis.run("SPOP s 10")).startsWith("*4 ");
        check("EXISTS s", ":0");
        check("SPOP s", "$-1");
        check("SPOP s 1", "*0");
        check("SPOP s -1", "-ERR value is out of range, must be positive");
        check("SPOP s x", "-ERR value is out of range, must be positive");
        check("SPOP s 1 2", "-ERR syntax error");
    }

    @Test
    void everyMemberIsChosenAtRandomSomeTime() {
        redis.run("SADD s a b c d e f g h i j");
        check("SRANDMEMBER absent", "$-1");
        check("SRANDMEMBER s 0", "*0");
        check("SRANDMEMBER s x", "-ERR value is not an integer or out of range");
        check(
                "SRANDMEMBER s -9223372036854775808",
                "-ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807");
        assertThat(redis.run("SRANDMEMBER s -1048577")).startsWith("-ERR value is out of range, at most 1048576");
        check("SRANDMEMBER s 1 2", "-ERR syntax error");
        assertThat(members(redis.run("SRANDMEMBER s 100"))).hasSize(10);
        assertThat(redis.run("SRANDMEMBER s -100")).startsWith("*100 ");
        Set<String> chosen = new HashSet<>();
        for (int i = 0; i < 1000 && chosen.size() < 10; i++) {
            chosen.add(redis.run("SRANDMEMBER s"));
        }
        assertThat(chosen).hasSize(10);
        for (int count : new int[] {2, 5}) {
            Set<String> among = new TreeSet<>();
            for (int i = 0; i < 1000 && among.size() < 10; i++) {
                Set<String> some = members(redis.run("SRANDMEMBER s " + count));
                assertThat(some).hasSize(count);
                among.addAll(some);
            }
            assertThat(among).hasSize(10);
        }
        check("SCARD s", ":10");
    }

    @Test
    void aScanMeetsAllWhoStay() {
        for (int i = 0; i < 100; i++) {
            redis.run("SADD s m" + i);
        }
        Set<String> met = new HashSet<>();
        String cursor = "0";
        int step = 0;
        do {
            String[] reply = redis.run("SSCAN s " + cursor + " COUNT 7").split(" ");
            cursor = reply[2];
            for (int i = 5; i < reply.length; i += 2) {
                met.add(reply[i]);
            }
            // Every second one goes, others come.
            redis.run("SREM s m" + (step * 2 + 1) + " m" + (99 - step * 2));
            redis.run("SADD s n" + step++);
        } while (!cursor.equals("0"));
        for (int i = 0; i < 100; i += 2) {
            assertThat(met).contains("m" + i);
        }
        check("SSCAN s 0 MATCH n0 COUNT 1000", "*2 $1 0 *1 $2 n0");
        assertThat(redis.run("SSCAN s 18446744073709551615 COUNT 1000")).startsWith("*2 $1 0 *");
        check("SSCAN absent 0 FOO", "*2 $1 0 *0");
        check("SSCAN absent -7", "*2 $1 0 *0");
        check("SSCAN absent --7", "-ERR invalid cursor");
        check("SSCAN absent x", "-ERR invalid cursor");
        check("SSCAN s 0 COUNT 0", "-ERR syntax error");
        check("SSCAN s 0 COUNT x", "-ERR value is not an integer or out of range");
        check("SSCAN s 0 COUNT", "-ERR syntax error");
        check("SSCAN s 0 TYPE set", "-ERR syntax error");
    }

    private List<Op> lastOps() {
        return OpReader.ops(redis.log.getLast().effect());
    }

    /** The distinct strings of an array reply. */
    private static Set<String> members(String reply) {
        String[] words = reply.split(" ");
        Set<String> members = new HashSet<>();
        for (int i = 2; i < words.length; i += 2) {
            members.add(words[i]);
        }
        return members;
    }
}

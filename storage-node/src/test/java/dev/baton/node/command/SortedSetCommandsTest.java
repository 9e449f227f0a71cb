package dev.baton.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.node.keyspace.Op;
import dev.baton.node.keyspace.OpReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Sorted sets: replies as Redis 7.0 gives them. */
class SortedSetCommandsTest {
    private static final String WRONG_TYPE = "-WRONGTYPE Operation against a key holding the wrong kind of value";
    private static final String NOT_A_FLOAT = "-ERR value is not a valid float";
    private static final String SYNTAX = "-ERR syntax error";

    private final Shell redis = new Shell();

    private void check(String line, String reply) {
        assertThat(redis.run(line)).as(line).isEqualTo(reply);
    }

    @Test
    void scoresAreAddedUnderConditions() {
        check("ZADD z 1 a 2 b 3 a", ":2");
        check("ZSCORE z a", "$1 3");
        check("TYPE z", "+zset");
        check("ZADD z NX 9 a 9 c", ":1");
        check("ZADD z XX 4 a 9 d", ":0");
        check("ZADD z XX CH 5 a 9 c", ":1");
        check("ZADD z GT CH 4 a 6 b", ":1");
        check("ZADD z LT CH 4 a 7 b", ":1");
        check("ZADD z GT 1 new", ":1");
        check("ZADD z INCR 1.5 a", "$3 5.5");
        check("ZADD z NX INCR 1 a", "$-1");
        check("ZADD z GT INCR -1 a", "$-1");
        check("ZADD absent XX 1 a", ":0");
        check("ZADD absent XX INCR 1 a", "$-1");
        check("EXISTS absent", ":0");
        check("ZADD z NX XX 1 a", "-ERR XX and NX options at the same time are not compatible");
        check("ZADD z GT LT 1 a", "-ERR GT, LT, and/or NX options at the same time are not compatible");
        check("ZADD z LT NX 1 a", "-ERR GT, LT, and/or NX options at the same time are not compatible");
        check("ZADD z INCR 1 a 2 b", "-ERR INCR option supports a single increment-element pair");
        check("ZADD z NX 1", SYNTAX);
        check("ZADD z 1 a 2", SYNTAX);
        check("ZADD z 1", "-ERR wrong number of arguments for 'zadd' command");
        check("ZADD z 1 q x r", NOT_A_FLOAT);
        check("ZSCORE z q", "$-1");
        check("ZADD z nan a", NOT_A_FLOAT);
        check("ZINCRBY z 2 new", "$1 3");
        check("ZINCRBY z NX new", SYNTAX);
        check("ZINCRBY z x new", NOT_A_FLOAT);
        check("ZINCRBY z inf a", "$3 inf");
        check("ZINCRBY z -inf a", "-ERR resulting score is not a number (NaN)");
        redis.run("SET str v");
        check("ZADD str 1 a", WRONG_TYPE);
        check("ZADD str x a", NOT_A_FLOAT);
    }

    @Test
    void theEffectHoldsWhatCameOut() {
        redis.run("ZADD z 1 a 5 b");
        redis.run("ZADD z GT 3 a 3 b 4 a");
        assertThat(OpReader.ops(redis.log.getLast().effect()))
                .singleElement()
                .isInstanceOfSatisfying(Op.PutScores.class, put -> {
                    assertThat(put.members()).singleElement().hasToString("a");
                    assertThat(put.scores()).containsExactly(4);
                });
        int records = redis.log.size();
        redis.run("ZADD z 4 a 5 b");
        redis.run("ZADD z NX 9 a");
        assertThat(redis.log).as("nothing changed, nothing written").hasSize(records);
        redis.run("ZPOPMIN z");
        assertThat(OpReader.ops(redis.log.getLast().effect()))
                .singleElement()
                .isInstanceOfSatisfying(
                        Op.RemoveScored.class,
                        remove -> assertThat(remove.members()).singleElement().hasToString("a"));
    }

    @Test
    void scoresAreReadAndWrittenAsDoubles() {
        for (String[] form : new String[][] {
            {"0x10", "16"},
            {"0x1p3", "8"},
            {"1e5", "100000"},
            {".5", "0.5"},
            {"+5", "5"},
            {"-0", "0"},
            {"3.1", "3.1000000000000001"},
            {"1e16", "10000000000000000"},
            {"1e17", "1e+17"},
            {"123456789012345678", "1.2345678901234568e+17"},
            {"0.0001", "0.0001"},
            {"0.00001", "1.0000000000000001e-05"},
            {"1e300", "1.0000000000000001e+300"},
            {"1e-310", "9.9999999999999694e-311"},
            {"-Infinity", "-inf"}
        }) {
            redis.run("ZADD z " + form[0] + " m");
            check("ZSCORE z m", "$" + form[1].length() + " " + form[1]);
        }
        for (String none : List.of("1e400", "1e-400", "\"\"", ".", "1.5x", "infinit", "0x", "1e")) {
            check("ZADD z " + none + " m", NOT_A_FLOAT);
        }
        assertThat(redis.run(words("ZADD", "z", " 1", "m"))).isEqualTo(NOT_A_FLOAT);
        redis.run("HELLO 3");
        redis.run("ZADD z 1.5 a inf b");
        check("ZSCORE z a", ",1.5");
        check("ZMSCORE z a x b", "*3 ,1.5 _ ,inf");
        check("ZINCRBY z 1 a", ",2.5");
        check("ZRANGE z 0 0 WITHSCORES", "*1 *2 $1 m ,-inf");
        check("ZPOPMAX z", "*2 $1 b ,inf");
        check("ZPOPMAX z 1", "*1 *2 $1 a ,2.5");
        check("ZUNION 1 z WITHSCORES", "*1 *2 $1 m ,-inf");
        check("ZRANDMEMBER z 1 WITHSCORES", "*1 *2 $1 m ,-inf");
        check("ZSCAN z 0", "*2 $1 0 *2 $1 m $4 -inf");
        check("ZMPOP 1 z MIN", "*2 $1 z *1 *2 $1 m ,-inf");
        check("ZRANK z m", "_");
    }

    @Test
    void ranksAndCounts() {
        redis.run("ZADD z 1 a 2 b 2 c 3 d");
        check("ZCARD z", ":4");
        check("ZRANK z c", ":2");
        check("ZREVRANK z c", ":1");
        check("ZRANK z x", "$-1");
        check("ZRANK absent x", "$-1");
        check("ZRANK z c WITHSCORE", "-ERR wrong number of arguments for 'zrank' command");
        check("ZCOUNT z 2 3", ":3");
        check("ZCOUNT z (2 3", ":1");
        check("ZCOUNT z -inf (2", ":1");
        check("ZCOUNT z 3 1", ":0");
        check("ZCOUNT absent 1 2", ":0");
        check("ZCOUNT z x 2", "-ERR min or max is not a float");
        check("ZCOUNT z (nan 2", "-ERR min or max is not a float");
        check("ZCOUNT z \"\" 1", ":1");
        check("ZCOUNT z -1e400 1e400", ":4");
        check("ZMSCORE absent a", "*1 $-1");
        check("ZREM z a a x", ":1");
        check("ZREM z b c d", ":3");
        check("EXISTS z", ":0");
        check("ZREM z b", ":0");
        redis.run("ZADD l 0 a 0 ab 0 b 0 c");
        check("ZLEXCOUNT l - +", ":4");
        check("ZLEXCOUNT l [ab (c", ":2");
        check("ZLEXCOUNT l + -", ":0");
        check("ZLEXCOUNT l a +", "-ERR min or max not valid string range item");
        check("ZLEXCOUNT l -a +", "-ERR min or max not valid string range item");
        check("ZLEXCOUNT l \"\" +", "-ERR min or max not valid string range item");
    }

    @Test
    void ranges() {
        redis.run("ZADD z 1 a 2 b 3 c 4 d");
        check("ZRANGE z 0 1", "*2 $1 a $1 b");
        check("ZRANGE z 0 1 REV WITHSCORES", "*4 $1 d $1 4 $1 c $1 3");
        check("ZRANGE z -2 -1", "*2 $1 c $1 d");
        check("ZRANGE z 3 1", "*0");
        check("ZRANGE absent 0 -1 WITHSCORES", "*0");
        check("ZREVRANGE z 0 0 WITHSCORES", "*2 $1 d $1 4");
        check("ZRANGE z (1 3 BYSCORE", "*2 $1 b $1 c");
        check("ZRANGE z 3 (1 BYSCORE REV", "*2 $1 c $1 b");
        check("ZRANGE z -inf inf BYSCORE LIMIT 1 2", "*2 $1 b $1 c");
        check("ZRANGE z inf -inf BYSCORE REV LIMIT 1 2", "*2 $1 c $1 b");
        check("ZRANGEBYSCORE z 2 9 WITHSCORES LIMIT 0 1", "*2 $1 b $1 2");
        check("ZRANGEBYSCORE z 2 9 LIMIT 1 -1", "*2 $1 c $1 d");
        check("ZRANGEBYSCORE z 2 9 LIMIT -1 5", "*0");
        check("ZRANGEBYSCORE z 2 9 LIMIT 9 5", "*0");
        check("ZREVRANGEBYSCORE z 9 2 LIMIT 0 2", "*2 $1 d $1 c");
        check("ZRANGEBYSCORE z 2 9 LIMIT x 5", "-ERR value is not an integer or out of range");
        check("ZRANGEBYSCORE z 2 9 LIMIT 1", SYNTAX);
        check("ZRANGEBYSCORE z 2 9 REV", SYNTAX);
        check("ZRANGE z 0 -1 BYSCORE BYLEX", SYNTAX);
        check("ZRANGE z 0 -1 REV REV", SYNTAX);
        check("ZRANGE z 0 -1 LIMIT 0 -1", "*4 $1 a $1 b $1 c $1 d");
        check(
                "ZRANGE z 0 -1 LIMIT 0 1",
                "-ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX");
        check(
                "ZRANGE z [a [b BYLEX WITHSCORES",
                "-ERR syntax error, WITHSCORES not supported in combination with BYLEX");
        check("ZRANGE z a 1", "-ERR value is not an integer or out of range");
        redis.run("ZADD l 0 a 0 b 0 c 0 d");
        check("ZRANGEBYLEX l [b +", "*3 $1 b $1 c $1 d");
        check("ZRANGEBYLEX l (b + LIMIT 1 1", "*1 $1 d");
        check("ZREVRANGEBYLEX l + (b", "*2 $1 d $1 c");
        check("ZRANGE l (c - BYLEX REV", "*2 $1 b $1 a");
        redis.run("SET str v");
        check("ZRANGE str 0 -1", WRONG_TYPE);
        check("ZRANGE str 0 x", "-ERR value is not an integer or out of range");
    }

    @Test
    void rangesAreStoredAndRemoved() {
        redis.run("ZADD z 1 a 2 b 3 c 4 d 5 e");
        redis.run("SET d v");
        check("ZRANGESTORE d z 1 2", ":2");
        check("ZRANGE d 0 -1 WITHSCORES", "*4 $1 b $1 2 $1 c $1 3");
        check("ZRANGESTORE z2 z inf 2 BYSCORE REV LIMIT 1 2", ":2");
        check("ZRANGE z2 0 -1", "*2 $1 c $1 d");
        check("ZRANGESTORE d z 0 1 WITHSCORES", SYNTAX);
        check("ZRANGESTORE d z 9 9", ":0");
        check("EXISTS d", ":0");
        check("ZRANGESTORE z2 absent 0 -1", ":0");
        check("EXISTS z2", ":0");
        check("ZREMRANGEBYRANK z 0 0", ":1");
        check("ZREMRANGEBYSCORE z (2 3", ":1");
        check("ZREMRANGEBYSCORE z 9 9", ":0");
        check("ZRANGE z 0 -1", "*3 $1 b $1 d $1 e");
        check("ZREMRANGEBYRANK z 0 -1", ":3");
        check("EXISTS z", ":0");
        check("ZREMRANGEBYRANK absent 0 -1", ":0");
        redis.run("ZADD l 0 a 0 b 0 c");
        check("ZREMRANGEBYLEX l [b +", ":2");
        check("ZREMRANGEBYLEX l b +", "-ERR min or max not valid string range item");
    }

    @Test
    void theLeastAndGreatestAreTaken() {
        redis.run("ZADD z 1 a 2 b 3 c 4 d 5 e");
        check("ZPOPMIN z", "*2 $1 a $1 1");
        check("ZPOPMAX z 2", "*4 $1 e $1 5 $1 d $1 4");
        check("ZPOPMIN z 0", "*0");
        check("ZPOPMIN z x", "-ERR value is out of range, must be positive");
        check("ZPOPMIN z 1 2", SYNTAX);
        check("ZPOPMIN absent", "*0");
        check("ZMPOP 2 absent z MIN COUNT 9", "*2 $1 z *2 *2 $1 b $1 2 *2 $1 c $1 3");
        check("EXISTS z", ":0");
        check("ZMPOP 1 z MIN", "*-1");
        check("ZMPOP 0 z MIN", "-ERR numkeys should be greater than 0");
        check("ZMPOP 3 z MIN", SYNTAX);
        check("ZMPOP 1 z FOO", SYNTAX);
        check("ZMPOP 1 z MIN COUNT 0", "-ERR count should be greater than 0");
        check("ZMPOP 1 z MIN COUNT 1 COUNT 1", SYNTAX);
        redis.run("SET str v");
        redis.run("ZADD z 1 a");
        check("ZMPOP 2 z str MIN", "*2 $1 z *1 *2 $1 a $1 1");
        check("ZMPOP 2 str z MIN", WRONG_TYPE);
        check("ZPOPMIN str 0", WRONG_TYPE);
    }

    @Test
    void severalMakeOne() {
        redis.run("ZADD a 1 x 2 y");
        redis.run("ZADD b 3 x 4 z");
        redis.run("SADD s x q");
        check("ZUNION 2 a b", "*3 $1 y $1 x $1 z");
        check("ZUNION 2 a b WITHSCORES", "*6 $1 y $1 2 $1 x $1 4 $1 z $1 4");
        check("ZUNION 2 a b WEIGHTS 2 3 AGGREGATE MIN WITHSCORES", "*6 $1 x $1 2 $1 y $1 4 $1 z $2 12");
        check("ZUNION 2 a s WITHSCORES", "*6 $1 q $1 1 $1 x $1 2 $1 y $1 2");
        check("ZINTER 3 a b s WITHSCORES", "*2 $1 x $1 5");
        check("ZINTER 2 a absent", "*0");
        check("ZDIFF 2 a b WITHSCORES", "*2 $1 y $1 2");
        check("ZDIFF 2 a b WEIGHTS 1 2", SYNTAX);
        check("ZUNIONSTORE d 2 a b AGGREGATE MAX", ":3");
        check("ZRANGE d 0 -1 WITHSCORES", "*6 $1 y $1 2 $1 x $1 3 $1 z $1 4");
        check("ZINTERSTORE d 2 a b WEIGHTS inf -inf", ":1");
        check("ZSCORE d x", "$1 0");
        check("ZINTERSTORE d 2 a absent", ":0");
        check("EXISTS d", ":0");
        check("ZDIFFSTORE a 2 a b", ":1");
        check("ZRANGE a 0 -1", "*1 $1 y");
        check("ZINTERCARD 2 b s", ":1");
        check("ZINTERCARD 2 b b LIMIT 1", ":1");
        check("ZINTERCARD 2 b s LIMIT -1", "-ERR LIMIT can't be negative");
        check("ZINTERCARD 2 b s WITHSCORES", SYNTAX);
        check("ZUNIONSTORE d 2 a b WITHSCORES", SYNTAX);
        check("ZUNION 0 a", "-ERR at least 1 input key is needed for 'zunion' command");
        check("ZUNION x a", "-ERR value is not an integer or out of range");
        check("ZUNION 3 a b", SYNTAX);
        check("ZUNION 2 a b WEIGHTS 1", SYNTAX);
        check("ZUNION 2 a b WEIGHTS 1 x", "-ERR weight value is not a float");
        check("ZUNION 2 a b AGGREGATE FOO", SYNTAX);
        redis.run("SET str v");
        check("ZUNION 2 a str FOO", WRONG_TYPE);
    }

    @Test
    void randomMembersAndScans() {
        for (int i = 0; i < 30; i++) {
            redis.run("ZADD z " + i + " m" + i);
        }
        assertThat(redis.run("ZRANDMEMBER z")).matches("\\$[23] m\\d+");
        assertThat(redis.run("ZRANDMEMBER z 50 WITHSCORES")).startsWith("*60 ");
        assertThat(redis.run("ZRANDMEMBER z -50 WITHSCORES")).startsWith("*100 ");
        check("ZRANDMEMBER absent", "$-1");
        check("ZRANDMEMBER absent 2", "*0");
        check("ZRANDMEMBER z 2 FOO", SYNTAX);
        check("ZRANDMEMBER z 5000000000000000000 WITHSCORES", "-ERR value is out of range");
        assertThat(redis.run("ZSCAN z 0 COUNT 1")).as("a small one at once").startsWith("*2 $1 0 *60 ");
        for (int i = 30; i < 150; i++) {
            redis.run("ZADD z " + i + " m" + i);
        }
        Set<String> met = new HashSet<>();
        List<String> cursors = new ArrayList<>(List.of("0"));
        do {
            String[] reply =
                    redis.run("ZSCAN z " + cursors.getLast() + " COUNT 35").split(" ");
            cursors.add(reply[2]);
            for (int i = 5; i < reply.length; i += 4) {
                assertThat("m" + reply[i + 2]).isEqualTo(reply[i]);
                met.add(reply[i]);
            }
        } while (!cursors.getLast().equals("0"));
        assertThat(met).hasSize(150);
        assertThat(cursors).hasSize(6);
        check("ZSCAN z 0 MATCH m7 COUNT 1000", "*2 $1 0 *2 $2 m7 $1 7");
    }

    @Test
    void aRequestSaysWhereItsKeysAre() {
        assertThat(keys("ZUNIONSTORE d 2 a b WEIGHTS 1 2")).containsExactly("d", "a", "b");
        assertThat(keys("ZUNION 2 a b WITHSCORES")).containsExactly("a", "b");
        assertThat(keys("ZMPOP 1 a MIN")).containsExactly("a");
        assertThat(keys("SINTERCARD 2 a b LIMIT 1")).containsExactly("a", "b");
        assertThat(keys("SINTERCARD x a b")).isEmpty();
        assertThat(keys("SINTERCARD 3 a b")).isEmpty();
        assertThat(keys("SINTERSTORE d a b")).containsExactly("d", "a", "b");
        assertThat(keys("ZADD z 1 a")).containsExactly("z");
        assertThat(keys("MSET a 1 b 2")).containsExactly("a", "b");
        assertThat(keys("PING")).isEmpty();
    }

    private List<String> keys(String line) {
        byte[][] request = words(line.split(" "));
        CommandDefinition definition = Objects.requireNonNull(redis.executor.find(request[0]));
        return Arrays.stream(definition.keys().positions(request))
                .mapToObj(at -> new String(request[at], StandardCharsets.UTF_8))
                .toList();
    }

    private static byte[][] words(String... words) {
        return Arrays.stream(words)
                .map(word -> word.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }
}

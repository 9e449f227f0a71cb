package dev.baton.node.command;

import org.junit.jupiter.api.Test;

/** Replies as Redis 7.0 gives them. */
class SortCommandTest {
    private static final String NO_NUMBER = "-ERR One or more scores can't be converted into double";

    private final Shell redis = new Shell();

    @Test
    void sortsByNumberOrBytes() {
        redis.run("RPUSH l 3 10 1 -2.5 1e1");
        redis.check("SORT l", "*5 $4 -2.5 $1 1 $1 3 $2 10 $3 1e1");
        redis.check("SORT l DESC", "*5 $3 1e1 $2 10 $1 3 $1 1 $4 -2.5");
        redis.check("SORT l ALPHA", "*5 $4 -2.5 $1 1 $2 10 $3 1e1 $1 3");
        redis.check("SORT l LIMIT 1 2", "*2 $1 1 $1 3");
        redis.check("SORT l LIMIT -1 2", "*2 $4 -2.5 $1 1");
        redis.check("SORT l LIMIT 3 -1", "*2 $2 10 $3 1e1");
        redis.check("SORT l LIMIT 9 2", "*0");
        redis.check("SORT_RO l ALPHA DESC LIMIT 0 1", "*1 $1 3");
        redis.check("SORT none", "*0");
        redis.run("RPUSH l x");
        redis.check("SORT l", NO_NUMBER);
        redis.run("RPUSH cut 2\0x 1 \0");
        redis.check("SORT cut", "*3 $1 \0 $1 1 $3 2\0x");
        redis.run("SET s v");
        redis.check("SORT s", "-WRONGTYPE Operation against a key holding the wrong kind of value");
        redis.check("SORT l LIMIT 1", "-ERR syntax error");
        redis.check("SORT l LIMIT 1 x", "-ERR value is not an integer or out of range");
        redis.check("SORT_RO l STORE d", "-ERR syntax error");
    }

    @Test
    void sortsByOtherKeysAndAnswersThem() {
        redis.run("RPUSH l a b c");
        redis.run("MSET w_a 3 w_b 1 n_a Anna n_c Carl");
        redis.run("HSET h_a f 2 g x");
        redis.run("HSET h_b f 9");
        redis.check("SORT l BY w_*", "*3 $1 c $1 b $1 a");
        redis.check("SORT l BY w_* GET n_* GET #", "*6 $4 Carl $1 c $-1 $1 b $4 Anna $1 a");
        redis.check("SORT l BY h_*->f DESC GET h_*->g", "*3 $-1 $1 x $-1");
        redis.check("SORT l BY n_* ALPHA DESC", "*3 $1 c $1 a $1 b");
        redis.check("SORT l BY nosort", "*3 $1 a $1 b $1 c");
        redis.check("SORT l BY nosort DESC LIMIT 0 1", "*1 $1 c");
        redis.check("SORT l BY n_*", NO_NUMBER);
        redis.check("SORT l ALPHA GET w_a", "*3 $-1 $-1 $-1");
        redis.check("SORT l ALPHA GET w_*->", "*3 $-1 $-1 $-1");
    }

    @Test
    void sortsSetsAndSortedSets() {
        redis.run("SADD s 3 1 2");
        redis.check("SORT s DESC", "*3 $1 3 $1 2 $1 1");
        redis.run("SADD t c a b");
        redis.check("SORT t BY nosort STORE d", ":3");
        redis.check("LRANGE d 0 -1", "*3 $1 a $1 b $1 c");
        redis.run("ZADD z 3 a 1 b 2 c");
        redis.check("SORT z ALPHA", "*3 $1 a $1 b $1 c");
        redis.check("SORT z BY nosort", "*3 $1 b $1 c $1 a");
        redis.check("SORT z BY nosort DESC LIMIT 0 2", "*2 $1 a $1 c");
    }

    @Test
    void readsNumbersAsCDoes() {
        redis.run("MSET w_a 0x10 w_b inf w_d 1e1");
        redis.run("RPUSH l a b c d");
        redis.run(new byte[][] {"SET".getBytes(), "w_c".getBytes(), " 12".getBytes()});
        redis.check("SORT l BY w_*", "*4 $1 d $1 c $1 a $1 b");
        redis.run("SET w_c \"\"");
        redis.check("SORT l BY w_*", "*4 $1 c $1 d $1 a $1 b");
        redis.run("SET w_c 1e999");
        redis.check("SORT l BY w_*", NO_NUMBER);
        redis.run("SET w_c nan");
        redis.check("SORT l BY w_*", NO_NUMBER);
    }

    @Test
    void whatIsStoredStaysWhenTheStringItCameFromIsPatched() {
        redis.run("RPUSH l a");
        String large = "x".repeat(20_000);
        redis.run("SET w_a " + large);
        redis.check("SORT l BY nosort GET w_* STORE d", ":1");
        redis.check("SETRANGE w_a 0 y", ":20000");
        redis.check("LINDEX d 0", "$20000 " + large);
        redis.check("GETRANGE w_a 0 1", "$2 yx");
    }

    @Test
    void stores() {
        redis.run("RPUSH l 2 1");
        redis.run("SET w_1 x");
        redis.run("SET d v EX 100");
        redis.check("SORT l STORE d", ":2");
        redis.check("LRANGE d 0 -1", "*2 $1 1 $1 2");
        redis.check("TTL d", ":-1");
        redis.check("SORT l GET w_* GET # STORE l", ":4");
        redis.check("LRANGE l 0 -1", "*4 $1 x $1 1 $0  $1 2");
        redis.check("SORT none STORE d", ":0");
        redis.check("EXISTS d", ":0");
    }
}

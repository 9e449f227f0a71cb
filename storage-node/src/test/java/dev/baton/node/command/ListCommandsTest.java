package dev.baton.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replies as Redis 7.0 gives them. */
class ListCommandsTest {
    private static final String WRONG_TYPE = "-WRONGTYPE Operation against a key holding the wrong kind of value";
    private static final String SYNTAX = "-ERR syntax error";

    private final Shell redis = new Shell();

    @BeforeEach
    void aListAndAString() {
        redis.run("RPUSH l a b c b a");
        redis.run("SET s v");
    }

    @Test
    void inserts() {
        redis.check("LINSERT l BEFORE b x", ":6");
        redis.check("LINSERT l after c y", ":7");
        redis.check("LRANGE l 0 -1", "*7 $1 a $1 x $1 b $1 c $1 y $1 b $1 a");
        redis.check("LINSERT l AFTER none y", ":-1");
        redis.check("LINSERT none BEFORE b x", ":0");
        redis.check("LINSERT l BESIDE b x", SYNTAX);
        redis.check("LINSERT s BEFORE b x", WRONG_TYPE);
    }

    @Test
    void setsOneElement() {
        redis.check("LSET l 1 x", "+OK");
        redis.check("LSET l -1 y", "+OK");
        redis.check("LRANGE l 0 -1", "*5 $1 a $1 x $1 c $1 b $1 y");
        redis.check("LSET l 5 x", "-ERR index out of range");
        redis.check("LSET l -6 x", "-ERR index out of range");
        redis.check("LSET l x y", "-ERR value is not an integer or out of range");
        redis.check("LSET none x y", "-ERR no such key");
        redis.check("LINDEX none x", "$-1");
        redis.check("LINDEX l x", "-ERR value is not an integer or out of range");
    }

    @Test
    void removesEqualElements() {
        redis.run("RPUSH l a c a");
        redis.check("LREM l -1 a", ":1");
        redis.check("LRANGE l 0 -1", "*7 $1 a $1 b $1 c $1 b $1 a $1 a $1 c");
        redis.check("LREM l 2 a", ":2");
        redis.check("LRANGE l 0 -1", "*5 $1 b $1 c $1 b $1 a $1 c");
        redis.check("LREM l -9 c", ":2");
        redis.check("LREM l 0 none", ":0");
        redis.check("LREM none 0 a", ":0");
        redis.check("LREM l 0 b", ":2");
        redis.check("LREM l 0 a", ":1");
        redis.check("EXISTS l", ":0");
        redis.check("LREM s 0 a", WRONG_TYPE);
    }

    @Test
    void trims() {
        redis.check("LTRIM l 1 -2", "+OK");
        redis.check("LRANGE l 0 -1", "*3 $1 b $1 c $1 b");
        redis.check("LTRIM l 0 -1", "+OK");
        assertThat(redis.log).hasSize(3);
        redis.check("LTRIM l 2 1", "+OK");
        redis.check("EXISTS l", ":0");
        redis.check("LTRIM none 2 1", "+OK");
        redis.check("LTRIM s 2 1", WRONG_TYPE);
    }

    @Test
    void findsPositions() {
        redis.check("LPOS l a", ":0");
        redis.check("LPOS l a RANK 2", ":4");
        redis.check("LPOS l a RANK -1", ":4");
        redis.check("LPOS l b RANK -2", ":1");
        redis.check("LPOS l x", "$-1");
        redis.check("LPOS l a COUNT 0", "*2 :0 :4");
        redis.check("LPOS l b COUNT 1 RANK -1", "*1 :3");
        redis.check("LPOS l x COUNT 3", "*0");
        redis.check("LPOS l c MAXLEN 2", "$-1");
        redis.check("LPOS l c MAXLEN 3", ":2");
        redis.check("LPOS l a COUNT 0 MAXLEN 4 RANK -1", "*1 :4");
        redis.check("LPOS none a", "$-1");
        redis.check("LPOS none a COUNT 2", "*0");
        redis.check(
                "LPOS l a RANK 0",
                "-ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... or use negative to "
                        + "start from the end of the list");
        redis.check("LPOS l a COUNT -1", "-ERR COUNT can't be negative");
        redis.check("LPOS l a MAXLEN -1", "-ERR MAXLEN can't be negative");
        redis.check("LPOS l a COUNT", SYNTAX);
        redis.check("LPOS s a", WRONG_TYPE);
    }

    @Test
    void moves() {
        redis.check("LMOVE l m LEFT RIGHT", "$1 a");
        redis.check("RPOPLPUSH l m", "$1 a");
        redis.check("LMOVE l m right left", "$1 b");
        redis.check("LRANGE m 0 -1", "*3 $1 b $1 a $1 a");
        redis.check("LMOVE m m LEFT RIGHT", "$1 b");
        redis.check("LRANGE m 0 -1", "*3 $1 a $1 a $1 b");
        redis.check("LMOVE none m LEFT RIGHT", "$-1");
        redis.check("LMOVE none s LEFT RIGHT", "$-1");
        redis.check("LMOVE l s LEFT RIGHT", WRONG_TYPE);
        redis.check("LMOVE l m UP RIGHT", SYNTAX);
        redis.check("LLEN l", ":2");
    }

    @Test
    void aListThatTurnsItsOnlyElementAroundKeepsItsExpiry() {
        redis.run("RPUSH one x");
        redis.run("EXPIRE one 100");
        redis.check("LMOVE one one LEFT RIGHT", "$1 x");
        redis.check("TTL one", ":100");
        redis.check("RPOPLPUSH one one", "$1 x");
        redis.check("LRANGE one 0 -1", "*1 $1 x");
    }

    @Test
    void popsSeveralFromTheFirstListThatIsThere() {
        redis.check("LMPOP 2 none l LEFT COUNT 2", "*2 $1 l *2 $1 a $1 b");
        redis.check("LMPOP 1 l right", "*2 $1 l *1 $1 a");
        redis.check("LMPOP 1 l LEFT COUNT 10", "*2 $1 l *2 $1 c $1 b");
        redis.check("LMPOP 1 l LEFT", "*-1");
        redis.check("LMPOP 0 l LEFT", "-ERR numkeys should be greater than 0");
        redis.check("LMPOP x l LEFT", "-ERR numkeys should be greater than 0");
        redis.check("LMPOP 3 l LEFT", SYNTAX);
        redis.check("LMPOP 1 l UP", SYNTAX);
        redis.check("LMPOP 1 l LEFT COUNT 0", "-ERR count should be greater than 0");
        redis.check("LMPOP 1 l LEFT COUNT 1 COUNT 1", SYNTAX);
        redis.check("LMPOP 2 s l LEFT", WRONG_TYPE);
    }
}

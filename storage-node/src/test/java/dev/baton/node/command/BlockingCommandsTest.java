package dev.baton.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.ValueType;
import dev.baton.node.resp.ReplyWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What blocking commands do at once, what they wait for, and how they are answered then. */
class BlockingCommandsTest {
    private final Shell redis = new Shell();

    private void check(String line, String reply) {
        assertThat(redis.run(line)).as(line).isEqualTo(reply);
    }

    private Blocked blocked(String line) {
        check(line, "");
        return Objects.requireNonNull(Objects.requireNonNull(redis.last).blocked(), line + " doesn't wait");
    }

    private String later(Function<ReplyWriter, Execution> run) {
        ByteBuf out = Unpooled.buffer();
        Execution execution = run.apply(new ReplyWriter(out, false));
        if (execution.transaction() != null && execution.transaction().wrote()) {
            execution.transaction().stamp(redis.keyspace.lastOffset() + 100);
        }
        return out.toString(StandardCharsets.UTF_8).replace("\r\n", " ").strip();
    }

    private String wake(Blocked blocked, String key) {
        return later(out -> redis.executor.wake(redis.session, blocked, Bytes.of(key), redis.now, out));
    }

    @Test
    void theFirstKeyThatIsThereIsPoppedFromAtOnce() {
        redis.run("RPUSH l 1 2 3 4 5 6 7 8");
        check("BLPOP absent l 0", "*2 $1 l $1 1");
        check("BRPOP l 0", "*2 $1 l $1 8");
        check("BLMOVE l m LEFT RIGHT 0", "$1 2");
        check("BRPOPLPUSH l m 0", "$1 7");
        check("BLMPOP 0 2 absent l RIGHT COUNT 2", "*2 $1 l *2 $1 6 $1 5");
        check("LMPOP 1 l RIGHT COUNT 0 COUNT", "-ERR count should be greater than 0");
        check("LRANGE l 0 -1", "*2 $1 3 $1 4");
        check("LRANGE m 0 -1", "*2 $1 7 $1 2");
    }

    @Test
    void membersArePoppedInTheOrderOfTheirScores() {
        redis.run("ZADD z inf last -2 first 1 second");
        check("BZPOPMIN absent z 0", "*3 $1 z $5 first $2 -2");
        check("BZPOPMAX z 0", "*3 $1 z $4 last $3 inf");
        redis.run("ZADD z -1 first");
        check("BZMPOP 0 1 z MIN COUNT 5", "*2 $1 z *2 *2 $5 first $2 -1 *2 $6 second $1 1");
    }

    @Test
    void oneElementTurnedOnItselfKeepsItsExpiry() {
        redis.run("RPUSH l 1");
        redis.run("PEXPIRE l 5000");
        check("BLMOVE l l LEFT RIGHT 0", "$1 1");
        check("PTTL l", ":5000");
    }

    @Test
    void itWaitsForAnyOfItsKeysAndPopsFromTheOneThatComes() {
        Blocked pop = blocked("BLPOP a b 1.5");
        assertThat(pop.keys()).containsExactly(Bytes.of("a"), Bytes.of("b"));
        assertThat(pop.type()).isEqualTo(ValueType.LIST);
        assertThat(pop.timeoutMillis()).isEqualTo(1500);
        redis.run("RPUSH b x y");
        assertThat(wake(pop, "b")).isEqualTo("*2 $1 b $1 x");
        check("LRANGE b 0 -1", "*1 $1 y");
        Blocked many = blocked("BLMPOP 0 1 c LEFT COUNT 2");
        redis.run("RPUSH c 1 2 3");
        assertThat(wake(many, "c")).isEqualTo("*2 $1 c *2 $1 1 $1 2");
    }

    @Test
    void aTargetOfAnotherTypeIsRefusedAndTheElementStays() {
        Blocked move = blocked("BLMOVE a s LEFT LEFT 0");
        redis.run("SET s string");
        redis.run("RPUSH a 1");
        assertThat(wake(move, "a")).startsWith("-WRONGTYPE");
        check("LLEN a", ":1");
    }

    @Test
    void whoseTimeIsOverIsAnsweredWithNothing() {
        for (String line : List.of("BLPOP a 1", "BLMOVE a b LEFT LEFT 1", "BLMPOP 1 1 a LEFT", "BZPOPMIN a 1")) {
            Blocked waits = blocked(line);
            assertThat(later(out -> redis.executor.timeOut(redis.session, waits, redis.now, out)))
                    .as(line)
                    .isEqualTo("*-1");
        }
    }

    @Test
    void nothingWaitsInsideMulti() {
        redis.run("MULTI");
        redis.run("BLPOP a 0");
        redis.run("BLMOVE a b LEFT LEFT 0");
        redis.run("BLMPOP 0 1 a LEFT");
        redis.run("BZMPOP 0 1 a MIN");
        check("EXEC", "*4 *-1 $-1 *-1 *-1");
        assertThat(Objects.requireNonNull(redis.last).blocked()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "BLPOP k x, timeout is not a float or out of range",
        "BLPOP k -0.5, timeout is negative",
        "BLPOP k 9223372036854775, timeout is out of range",
        "BLMOVE a b UP LEFT 0, syntax error",
        "BLMPOP 0 0 k LEFT, numkeys should be greater than 0",
        "BLMPOP 0 2 k LEFT, syntax error",
        "BLMPOP 0 1 k LEFT COUNT 0, count should be greater than 0",
        "BLMPOP 0 1 k LEFT COUNT, syntax error",
        "BZMPOP 0 1 k LEFT, syntax error",
    })
    void whatIsRefused(String line, String error) {
        check(line, "-ERR " + error);
    }

    @Test
    void aKeyOfAnotherTypeIsRefusedAtOnce() {
        redis.run("SET s 1");
        assertThat(redis.run("BLPOP absent s 0")).startsWith("-WRONGTYPE");
        assertThat(redis.run("BZPOPMAX s 0")).startsWith("-WRONGTYPE");
    }
}

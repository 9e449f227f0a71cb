package dev.baton.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Subscriptions and messages as Redis 7.0 answers them. */
class PubSubCommandsTest {
    private static final String ALLOWED =
            "only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context";

    private final Shell redis = new Shell();

    private void check(String line, String reply) {
        assertThat(redis.run(line)).as(line).isEqualTo(reply);
    }

    @Test
    void everyChannelIsConfirmedWithTheNumberOfSubscriptions() {
        check("SUBSCRIBE a b", "*3 $9 subscribe $1 a :1 *3 $9 subscribe $1 b :2");
        check("SUBSCRIBE a", "*3 $9 subscribe $1 a :2");
        check("PSUBSCRIBE x*", "*3 $10 psubscribe $2 x* :3");
        check("UNSUBSCRIBE nosuch", "*3 $11 unsubscribe $6 nosuch :3");
        check("UNSUBSCRIBE", "*3 $11 unsubscribe $1 a :2 *3 $11 unsubscribe $1 b :1");
        check("UNSUBSCRIBE", "*3 $11 unsubscribe $-1 :1");
        check("PUNSUBSCRIBE", "*3 $12 punsubscribe $2 x* :0");
        check("GET k", "$-1");
    }

    @Test
    void aResp2SubscriberMaySayLittleElse() {
        redis.run("SUBSCRIBE a");
        check("GET k", "-ERR Can't execute 'get': " + ALLOWED);
        check("PUBLISH a b", "-ERR Can't execute 'publish': " + ALLOWED);
        check("GET", "-ERR wrong number of arguments for 'get' command");
        check("PING", "*2 $4 pong $0");
        check("PING hi", "*2 $4 pong $2 hi");
        check("RESET", "+RESET");
        check("GET k", "$-1");
        assertThat(redis.server.pubSub.channels()).isEmpty();
    }

    @Test
    void aResp3SubscriberMaySayAnything() {
        redis.run("HELLO 3");
        check("SUBSCRIBE a", ">3 $9 subscribe $1 a :1");
        check("GET k", "_");
        check("PING", "+PONG");
    }

    @Test
    void aMessageIsCountedForItsReceiversAndLeavesBehindTheTransaction() {
        redis.run("SUBSCRIBE news");
        redis.run("PSUBSCRIBE n*");
        Shell other = redis.another();
        assertThat(other.run("PUBLISH news hello")).isEqualTo(":2");
        assertThat(Objects.requireNonNull(other.last).messages())
                .singleElement()
                .satisfies(message -> {
                    assertThat(message.channel()).hasToString("news");
                    assertThat(message.payload()).asString().isEqualTo("hello");
                });
        other.run("MULTI");
        other.run("SET k 1");
        other.run("PUBLISH news again");
        assertThat(Objects.requireNonNull(other.last).messages()).isEmpty();
        assertThat(other.run("EXEC")).isEqualTo("*2 +OK :2");
        assertThat(Objects.requireNonNull(other.last).messages()).hasSize(1);
    }

    @Test
    void aFollowerPublishesToItsOwnClients() {
        redis.server.refusesWrites = ServerState.READONLY;
        redis.server.refusesReads = ServerState.LOADING;
        check("PUBLISH a b", ":0");
    }

    @Test
    void whoSubscribesToWhat() {
        redis.run("SUBSCRIBE a b");
        redis.run("PSUBSCRIBE x*");
        Shell other = redis.another();
        assertThat(other.run("PUBSUB CHANNELS a*")).isEqualTo("*1 $1 a");
        assertThat(other.run("PUBSUB CHANNELS")).startsWith("*2 ");
        assertThat(other.run("PUBSUB NUMSUB a c")).isEqualTo("*4 $1 a :1 $1 c :0");
        assertThat(other.run("PUBSUB NUMPAT")).isEqualTo(":1");
        assertThat(other.run("PUBSUB NUMPAT x"))
                .isEqualTo("-ERR wrong number of arguments for 'pubsub|numpat' command");
        assertThat(other.run("PUBSUB NOSUCH")).isEqualTo("-ERR unknown subcommand 'NOSUCH'. Try PUBSUB HELP.");
    }
}

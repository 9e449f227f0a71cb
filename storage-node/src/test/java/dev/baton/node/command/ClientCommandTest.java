package dev.baton.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CLIENT as Redis 7.0 answers it. The others: 7 of {@code 10.0.0.7:7777}, and 8, which subscribes to something. */
class ClientCommandTest {
    private final Shell redis = new Shell();
    private final List<String> done = new ArrayList<>();

    @BeforeEach
    void others() {
        redis.server.clients.add(redis.session);
        Session plain = other(7, "10.0.0.7:7777");
        Session subscriber = other(8, "10.0.0.8:8888");
        redis.server.pubSub.subscribe(subscriber.subscriber(), dev.baton.node.keyspace.Bytes.of("c"));
        redis.server.clients.addAll(List.of(plain, subscriber));
    }

    private Session other(long id, String address) {
        Session session = new Session(id, address, "10.0.0.1:6379", redis.now, true);
        session.connection(new Connection() {
            @Override
            public void kill() {
                done.add("killed " + id);
            }

            @Override
            public boolean unblock(boolean withError) {
                done.add((withError ? "error to " : "timeout of ") + id);
                return true;
            }

            @Override
            public boolean isBlocked() {
                return id == 7;
            }

            @Override
            public long requestBytes() {
                return 11;
            }

            @Override
            public long replyBytes() {
                return 22;
            }
        });
        return session;
    }

    private void check(String line, String reply) {
        assertThat(redis.run(line)).as(line).isEqualTo(reply);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CLIENT KILL 10.0.0.7:7777 | +OK | killed 7",
                "CLIENT KILL 1.1.1.1:1 | -ERR No such client |",
                "CLIENT KILL ID 7 | :1 | killed 7",
                "CLIENT KILL ADDR 10.0.0.8:8888 | :1 | killed 8",
                "CLIENT KILL TYPE pubsub | :1 | killed 8",
                "CLIENT KILL TYPE normal | :1 | killed 7",
                "CLIENT KILL TYPE replica | :0 |",
                "CLIENT KILL LADDR 10.0.0.1:6379 | :2 | killed 7, killed 8",
                "CLIENT KILL LADDR 10.0.0.1:6379 TYPE pubsub | :1 | killed 8",
                "CLIENT KILL USER default | :2 | killed 7, killed 8",
                "CLIENT KILL USER nobody | -ERR No such user 'nobody' |",
                "CLIENT KILL ID 0 | -ERR client-id should be greater than 0 |",
                "CLIENT KILL TYPE bogus | -ERR Unknown client type 'bogus' |",
                "CLIENT KILL SKIPME maybe | -ERR syntax error |",
                "CLIENT UNBLOCK 7 | :1 | timeout of 7",
                "CLIENT UNBLOCK 7 ERROR | :1 | error to 7",
                "CLIENT UNBLOCK 99 | :0 |",
                "CLIENT UNBLOCK 7 BOGUS | -ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR |",
            })
    void whatItDoesToOthers(String line, String reply, String effects) {
        check(line, reply);
        assertThat(String.join(", ", done)).isEqualTo(effects == null ? "" : effects);
        assertThat(Objects.requireNonNull(redis.last).closes()).isFalse();
    }

    @Test
    void whoIsKilledByItselfIsAnsweredFirst() {
        check("CLIENT KILL SKIPME no ID 1", ":1");
        assertThat(Objects.requireNonNull(redis.last).closes()).isTrue();
    }

    @Test
    void theListHasALineForEachThatIsAskedFor() {
        assertThat(redis.run("CLIENT LIST").lines()).hasSize(3);
        assertThat(redis.run("CLIENT LIST ID 7 99"))
                .contains("id=7 addr=10.0.0.7:7777 laddr=10.0.0.1:6379", " flags=b ", " qbuf=11 ", " omem=22 ")
                .doesNotContain("id=8");
        assertThat(redis.run("CLIENT LIST TYPE pubsub"))
                .contains("id=8", " flags=P ", " sub=1 ")
                .doesNotContain("id=7");
        check("CLIENT LIST TYPE bogus", "-ERR Unknown client type 'bogus'");
        check("CLIENT LIST bogus", "-ERR syntax error");
        check("CLIENT LIST ID x", "-ERR Invalid client ID");
    }

    @Test
    void aPauseIsAsLongAndWideAsTheLongestAndWidest() {
        ClientPause pause = redis.server.clientPause;
        assertThat(pause.endsBy(redis.now)).as("none began").isFalse();
        check("CLIENT PAUSE 100 WRITE", "+OK");
        assertThat(pause.extent()).isEqualTo(ClientPause.Extent.WRITES);
        check("CLIENT PAUSE 50", "+OK");
        assertThat(pause.extent()).isEqualTo(ClientPause.Extent.ALL);
        assertThat(pause.endsBy(redis.now + 99)).isFalse();
        assertThat(pause.endsBy(redis.now + 100)).isTrue();
        assertThat(pause.endsBy(redis.now + 100)).as("told once").isFalse();
        check("CLIENT PAUSE 100", "+OK");
        check("CLIENT UNPAUSE", "+OK");
        assertThat(pause.endsBy(redis.now)).isTrue();
        check("CLIENT PAUSE x", "-ERR timeout is not an integer or out of range");
        check("CLIENT PAUSE -1", "-ERR timeout is negative");
        check("CLIENT PAUSE 1 BOGUS", "-ERR CLIENT PAUSE mode must be WRITE or ALL");
    }

    @Test
    void repliesAreDroppedAsTheClientAsks() {
        ReplyMode mode = redis.session.replyMode();
        assertThat(mode.drops()).isFalse();
        redis.run("CLIENT REPLY SKIP");
        assertThat(List.of(mode.drops(), mode.drops(), mode.drops())).containsExactly(true, true, false);
        redis.run("CLIENT REPLY OFF");
        assertThat(List.of(mode.drops(), mode.drops(), mode.drops())).containsExactly(true, true, true);
        redis.run("CLIENT REPLY SKIP");
        check("CLIENT REPLY ON", "+OK");
        assertThat(mode.drops()).isFalse();
        redis.run("CLIENT REPLY OFF");
        redis.run("RESET");
        assertThat(mode.drops()).isFalse();
        check("CLIENT REPLY BOGUS", "-ERR syntax error");
    }

    @Test
    void whatThereIsNoneOf() {
        check("CLIENT NO-EVICT ON", "+OK");
        assertThat(redis.run("CLIENT INFO")).contains(" flags=e ");
        check("CLIENT NO-TOUCH ON", "-ERR unknown subcommand 'NO-TOUCH'. Try CLIENT HELP.");
        check("CLIENT GETREDIR", ":-1");
        assertThat(redis.run("CLIENT TRACKING ON")).startsWith("-ERR CLIENT TRACKING isn't supported");
        assertThat(redis.run("MONITOR")).startsWith("-ERR MONITOR isn't supported");
        check("CLIENT ID x", "-ERR wrong number of arguments for 'client|id' command");
        assertThat(redis.run("CLIENT HELP")).startsWith("*");
    }
}

package dev.baton.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.node.keyspace.Keyspace;
import dev.baton.node.resp.ReplyWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection to an executor, as the server would wire it: runs, appends, stamps. Replies as raw text, "\r\n" shown as a blank. */
final class Shell {
    /** A record of the log. */
    record Appended(byte[] effect, long endOffset) {}

    final Keyspace keyspace;
    final FakeServer server;
    final CommandExecutor executor;
    final List<Appended> log;
    Session session;
    long now = 1_000_000;

    @Nullable
    Execution last;

    Shell() {
        this(new Keyspace(), new FakeServer(), new ArrayList<>());
    }

    private Shell(Keyspace keyspace, FakeServer server, List<Appended> log) {
        this.keyspace = keyspace;
        this.server = server;
        this.log = log;
        this.executor = new CommandExecutor(keyspace, server);
        keyspace.expiresKeys(true);
        this.session = new Session(1, "127.0.0.1:50000", "127.0.0.1:6379", now, !server.wantsPassword());
    }

    /** Another connection to the same keyspace. */
    Shell another() {
        return new Shell(keyspace, server, log);
    }

    /** Runs a line and expects this reply. */
    void check(String line, String reply) {
        assertThat(run(line)).as(line).isEqualTo(reply);
    }

    /** Words separated by blanks; {@code ""} is an empty word. */
    String run(String line) {
        String[] words = line.split(" ");
        byte[][] request = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            request[i] = (words[i].equals("\"\"") ? "" : words[i]).getBytes(StandardCharsets.UTF_8);
        }
        return run(request);
    }

    String run(byte[][] request) {
        ByteBuf out = Unpooled.buffer();
        Execution execution = executor.execute(session, request, now, new ReplyWriter(out, session.resp3()));
        last = execution;
        if (execution.transaction() != null && execution.transaction().wrote()) {
            byte[] effect = execution.transaction().effect();
            long end = keyspace.lastOffset() + 24 + effect.length;
            execution.transaction().stamp(end);
            session.wrote(server.epoch, end);
            log.add(new Appended(effect, end));
        }
        return out.toString(StandardCharsets.UTF_8).replace("\r\n", " ").strip();
    }
}

package dev.baton.e2e.process;

import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.MemberStatusCodec;
import dev.baton.workload.Endpoint;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** What the operator says to a member, and hears. One thread at a time; connects anew after each failure. */
final class ControlConnection implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 500;
    private static final ProtocolCommand BATON = () -> "BATON".getBytes(StandardCharsets.US_ASCII);

    private final Endpoint endpoint;
    private @Nullable Jedis jedis;

    ControlConnection(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** @throws redis.clients.jedis.exceptions.JedisException when it refuses or doesn't answer in time */
    MemberStatus tell(ControlCommand command) {
        try {
            Jedis connection = jedis;
            if (connection == null) {
                connection = new Jedis(endpoint.host(), endpoint.port(), PATIENCE_MILLIS);
                jedis = connection;
            }
            Object reply = connection.sendCommand(BATON, command.encode().toArray(new String[0]));
            List<String> words = new ArrayList<>();
            for (Object word : (List<?>) reply) {
                words.add(new String((byte[]) word, StandardCharsets.UTF_8));
            }
            return MemberStatusCodec.decode(words);
        } catch (JedisConnectionException gone) {
            close();
            throw gone;
        }
    }

    @Override
    public void close() {
        if (jedis != null) {
            jedis.close();
            jedis = null;
        }
    }
}

package dev.baton.operator.members;

import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.MemberStatusCodec;
import dev.baton.protocol.UnknownProtocolException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/** A connection to the control port of one member. For one thread at a time; after any exception but a refusal it is of no more use. */
final class MemberConnection implements AutoCloseable {
    private static final ProtocolCommand BATON = () -> "BATON".getBytes(StandardCharsets.US_ASCII);

    private static final ProtocolCommand AUTH = () -> "AUTH".getBytes(StandardCharsets.US_ASCII);

    private final MemberTarget target;
    private final Socket socket;
    private final Connection connection;
    private final int timeoutMillis;
    private final String password;

    private MemberConnection(
            MemberTarget target, Socket socket, Connection connection, int timeoutMillis, String password) {
        this.target = target;
        this.socket = socket;
        this.connection = connection;
        this.timeoutMillis = timeoutMillis;
        this.password = password;
    }

    /**
     * Connects and authenticates.
     *
     * @param timeoutMillis for connecting, and for each answer
     */
    static MemberConnection open(MemberTarget target, String host, int timeoutMillis)
            throws MemberClosed, MemberSilent, MemberRefusal {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.connect(new InetSocketAddress(host, target.port()), timeoutMillis);
            socket.setSoTimeout(timeoutMillis);
        } catch (IOException failure) {
            closeQuietly(socket);
            throw sorted(target, failure);
        }
        // Without a client configuration: with one, Jedis says HELLO and CLIENT SETINFO first, which the control port
        // doesn't know.
        Connection connection = new Connection(() -> socket);
        try {
            String password = authenticate(connection, target.passwords());
            return new MemberConnection(target, socket, connection, timeoutMillis, password);
        } catch (JedisConnectionException failure) {
            closeQuietly(socket);
            throw sorted(target, failure);
        } catch (JedisDataException refusal) {
            closeQuietly(socket);
            throw new MemberRefusal(target + ": " + refusal.getMessage(), refusal);
        }
    }

    /** The password it was let in by. */
    String password() {
        return password;
    }

    /** A member that hasn't read its Secret again yet knows only the older password. @return the one that let it in */
    private static String authenticate(Connection connection, List<String> passwords) {
        JedisDataException refusal = null;
        for (String password : passwords) {
            try {
                connection.sendCommand(AUTH, password);
                connection.getOne();
                return password;
            } catch (JedisDataException refused) {
                refusal = refused;
            }
        }
        throw refusal != null ? refusal : new JedisDataException("no control password is known");
    }

    /**
     * Sends a command and waits for the answer, at most the timeout.
     *
     * @param newest the newest version of the protocol that the member is known to speak
     */
    MemberStatus tell(ControlCommand command, int newest)
            throws MemberClosed, MemberSilent, MemberRefusal, MemberNotUnderstood {
        try {
            connection.sendCommand(BATON, command.encode(newest).toArray(String[]::new));
            return MemberStatusCodec.decode(words(connection.getOne()));
        } catch (JedisConnectionException failure) {
            throw sorted(target, failure);
        } catch (JedisDataException refusal) {
            throw new MemberRefusal(String.valueOf(refusal.getMessage()), refusal);
        } catch (UnknownProtocolException unknown) {
            throw new MemberNotUnderstood(String.valueOf(unknown.getMessage()), unknown);
        } catch (IllegalArgumentException unreadable) {
            throw new MemberNotUnderstood(
                    target + " answered what this operator can't read: " + unreadable.getMessage(), unreadable);
        }
    }

    /**
     * Waits while the member says nothing, which is as it should be between commands. A process that ends closes its sockets, so its end
     * is noticed here at once and not with the next probe.
     */
    void idle(int millis) throws MemberClosed {
        try {
            socket.setSoTimeout(Math.max(1, millis));
            int unasked = socket.getInputStream().read();
            String what = unasked < 0 ? "closed the connection" : "spoke unasked";
            throw new MemberClosed(target + " " + what, new IOException(what));
        } catch (SocketTimeoutException asItShouldBe) {
            // Still connected.
        } catch (IOException failure) {
            throw new MemberClosed(target + ": " + failure.getMessage(), failure);
        } finally {
            try {
                socket.setSoTimeout(timeoutMillis);
            } catch (IOException closed) {
                // The next use says so.
            }
        }
    }

    boolean leadsTo(MemberTarget other) {
        return target.sameDoor(other);
    }

    @Override
    public void close() {
        closeQuietly(socket);
    }

    private static List<String> words(@Nullable Object reply) {
        if (!(reply instanceof List<?> parts)) {
            throw new IllegalArgumentException("not an array: " + reply);
        }
        List<String> words = new ArrayList<>(parts.size());
        for (Object part : parts) {
            words.add(part instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(part));
        }
        return words;
    }

    /** Throws what the failure means: a refused or closed connection is news at once, anything else is silence. */
    private static MemberSilent sorted(MemberTarget target, Exception failure) throws MemberClosed {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException) {
                return new MemberSilent(target + " doesn't answer: " + cause.getMessage(), failure);
            }
            if (cause instanceof ConnectException
                    && String.valueOf(cause.getMessage()).contains("refused")) {
                throw new MemberClosed(target + " refuses connections", failure);
            }
        }
        if (failure instanceof JedisConnectionException) {
            throw new MemberClosed(target + " closed the connection: " + failure.getMessage(), failure);
        }
        return new MemberSilent(target + " can't be reached: " + failure.getMessage(), failure);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // Nothing is lost: the operating system lets go of it anyway.
        }
    }
}

package dev.baton.node.command;

import static dev.baton.node.command.CommandDefinition.keyless;

import dev.baton.node.acl.User;
import dev.baton.node.resp.Integers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** PING ECHO AUTH HELLO SELECT QUIT RESET, and MONITOR, which is refused. */
final class ConnectionCommands {
    /** The Redis version whose commands and replies these are; client libraries ask for it. */
    static final String COMPATIBLE_VERSION = "7.0.0";

    private ConnectionCommands() {}

    static List<CommandDefinition> definitions() {
        return List.of(
                keyless("ping", "connection", -1, ConnectionCommands::ping, Flag.ALWAYS, Flag.FAST),
                keyless("echo", "connection", 2, call -> call.out().bulk(call.argument(1)), Flag.ALWAYS, Flag.FAST),
                keyless(
                        "auth",
                        "connection",
                        -2,
                        ConnectionCommands::auth,
                        Flag.ALWAYS,
                        Flag.NO_AUTH,
                        Flag.FAST,
                        Flag.NO_SLOWLOG),
                keyless(
                        "hello",
                        "connection",
                        -1,
                        ConnectionCommands::hello,
                        Flag.ALWAYS,
                        Flag.NO_AUTH,
                        Flag.FAST,
                        Flag.NO_SLOWLOG),
                keyless("monitor", "server", 1, ConnectionCommands::monitor, Flag.ALWAYS),
                keyless("select", "connection", 2, ConnectionCommands::select, Flag.ALWAYS, Flag.FAST),
                keyless(
                        "quit",
                        "connection",
                        -1,
                        ConnectionCommands::quit,
                        Flag.ALWAYS,
                        Flag.NO_AUTH,
                        Flag.NOT_QUEUED,
                        Flag.FAST),
                keyless(
                        "reset",
                        "connection",
                        1,
                        ConnectionCommands::reset,
                        Flag.ALWAYS,
                        Flag.NO_AUTH,
                        Flag.NOT_QUEUED,
                        Flag.FAST));
    }

    private static void ping(Call call) {
        if (call.count() > 2) {
            throw CommandException.wrongArity("ping");
        }
        if (call.session().isSubscribed() && !call.session().resp3()) {
            call.out().array(2);
            call.out().bulk("pong");
            call.out().bulk(call.count() == 2 ? call.argument(1) : new byte[0]);
        } else if (call.count() == 2) {
            call.out().bulk(call.argument(1));
        } else {
            call.out().simple("PONG");
        }
    }

    private static void auth(Call call) {
        if (call.count() > 3) {
            throw CommandException.syntax();
        }
        if (call.count() == 2 && !call.server().wantsPassword()) {
            throw new CommandException(
                    "ERR AUTH <password> called without any password configured for the default user. "
                            + "Are you sure your configuration is correct?");
        }
        authenticate(call, call.count() == 3 ? call.argument(1) : null, call.argument(call.count() - 1));
        call.out().ok();
    }

    private static void authenticate(Call call, byte @Nullable [] name, byte[] password) {
        String said = name == null ? User.DEFAULT_NAME : Texts.of(name);
        User user = call.server().users().find(said);
        boolean right = user != null
                && (said.equals(User.DEFAULT_NAME)
                        ? user.enabled() && call.server().accepts(password)
                        : user.accepts(password));
        if (user == null || !right) {
            call.executor().permissions().wrongPassword(call.session(), said, call.nowMillis());
            throw new CommandException("WRONGPASS invalid username-password pair or user is disabled.");
        }
        call.session().authenticated(user);
    }

    private static void hello(Call call) {
        Session session = call.session();
        boolean resp3 = session.resp3();
        int at = 1;
        if (call.count() > 1) {
            if (!Integers.isLong(call.argument(1))) {
                throw new CommandException("ERR Protocol version is not an integer or out of range");
            }
            long version = Integers.parse(call.argument(1));
            if (version < 2 || version > 3) {
                throw new CommandException("NOPROTO unsupported protocol version");
            }
            resp3 = version == 3;
            at = 2;
        }
        String name = null;
        int auth = 0;
        while (at < call.count()) {
            int left = call.count() - at;
            if (call.is(at, "AUTH") && left >= 3) {
                auth = at;
                at += 3;
            } else if (call.is(at, "SETNAME") && left >= 2) {
                name = ClientCommand.validName(call.argument(at + 1));
                at += 2;
            } else {
                throw new CommandException(
                        "ERR Syntax error in HELLO option '" + Texts.forPeople(call.argument(at), 128) + "'");
            }
        }
        if (auth > 0) {
            authenticate(call, call.argument(auth + 1), call.argument(auth + 2));
        }
        if (!session.authenticated()) {
            throw new CommandException(
                    "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH "
                            + "<user> <pass> option can be used to authenticate the client and select the RESP protocol version at the same time");
        }
        if (name != null) {
            session.name(name);
        }
        session.resp3(resp3);
        call.out().resp3(resp3);
        call.out().map(7);
        call.out().bulk("server");
        call.out().bulk("redis");
        call.out().bulk("version");
        call.out().bulk(COMPATIBLE_VERSION);
        call.out().bulk("proto");
        call.out().integer(resp3 ? 3 : 2);
        call.out().bulk("id");
        call.out().integer(session.id());
        call.out().bulk("mode");
        call.out().bulk("standalone");
        call.out().bulk("role");
        call.out().bulk(call.server().role() instanceof ServerState.Role.Leader ? "master" : "replica");
        call.out().bulk("modules");
        call.out().array(0);
    }

    private static void select(Call call) {
        if (call.integer(1, Integer.MIN_VALUE, Integer.MAX_VALUE) != 0) {
            throw new CommandException("ERR DB index is out of range");
        }
        call.out().ok();
    }

    private static void monitor(Call call) {
        throw new CommandException(
                "ERR MONITOR isn't supported: every command of every client would be sent once more, and what "
                        + "clients write and read be shown past their own connections");
    }

    private static void quit(Call call) {
        call.closeAfterReply();
        call.out().ok();
    }

    private static void reset(Call call) {
        Session session = call.session();
        session.endMulti();
        call.server().pubSub().leave(session.subscriber());
        session.name("");
        session.replyMode().reset();
        session.resp3(false);
        session.authenticated(call.server().users().defaultUser());
        session.authenticated(session.user().enabled() && !call.server().wantsPassword());
        call.out().resp3(false);
        call.out().simple("RESET");
    }
}

package dev.baton.node.command;

import dev.baton.node.resp.Integers;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** CLIENT LIST, CLIENT KILL, CLIENT UNBLOCK: what concerns connections other than one's own. */
final class OtherClients {
    private OtherClients() {}

    static void list(Call call) {
        Predicate<Session> listed = session -> true;
        if (call.count() == 4 && call.is(2, "TYPE")) {
            listed = ofType(call, 3);
        } else if (call.count() > 3 && call.is(2, "ID")) {
            listed = session -> false;
            for (int i = 3; i < call.count(); i++) {
                if (!Integers.isLong(call.argument(i))) {
                    throw new CommandException("ERR Invalid client ID");
                }
                long id = Integers.parse(call.argument(i));
                listed = listed.or(session -> session.id() == id);
            }
        } else if (call.count() != 2) {
            throw CommandException.syntax();
        }
        StringBuilder lines = new StringBuilder();
        for (Session client : call.server().clients()) {
            if (listed.test(client)) {
                lines.append(client.describe(call.nowMillis())).append('\n');
            }
        }
        call.out().text(lines.toString());
    }

    static void kill(Call call) {
        if (call.count() == 3) {
            String address = Texts.of(call.argument(2));
            if (kill(call, session -> session.remoteAddress().equals(address)) == 0) {
                throw new CommandException("ERR No such client");
            }
            call.out().ok();
            return;
        }
        Predicate<Session> killed = session -> true;
        boolean skipsMe = true;
        for (int i = 2; i < call.count(); i += 2) {
            if (i + 1 == call.count()) {
                throw CommandException.syntax();
            }
            String value = Texts.of(call.argument(i + 1));
            if (call.is(i, "ID")) {
                long id = Integers.isLong(call.argument(i + 1)) ? Integers.parse(call.argument(i + 1)) : 0;
                if (id < 1) {
                    throw new CommandException("ERR client-id should be greater than 0");
                }
                killed = killed.and(session -> session.id() == id);
            } else if (call.is(i, "TYPE")) {
                killed = killed.and(ofType(call, i + 1));
            } else if (call.is(i, "ADDR")) {
                killed = killed.and(session -> session.remoteAddress().equals(value));
            } else if (call.is(i, "LADDR")) {
                killed = killed.and(session -> session.localAddress().equals(value));
            } else if (call.is(i, "USER")) {
                killed = killed.and(ofUser(call, i + 1));
            } else if (call.is(i, "SKIPME") && (call.is(i + 1, "YES") || call.is(i + 1, "NO"))) {
                skipsMe = call.is(i + 1, "YES");
            } else {
                throw CommandException.syntax();
            }
        }
        Session me = call.session();
        call.out().integer(kill(call, skipsMe ? killed.and(session -> session != me) : killed));
    }

    private static int kill(Call call, Predicate<Session> killed) {
        int kills = 0;
        for (Session client : List.copyOf(call.server().clients())) {
            if (killed.test(client)) {
                kills++;
                if (client == call.session()) {
                    call.closeAfterReply();
                } else {
                    client.connection().kill();
                }
            }
        }
        return kills;
    }

    private static Predicate<Session> ofType(Call call, int index) {
        String type = Texts.forPeople(call.argument(index), 128);
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "normal" -> session -> !session.isSubscribed();
            case "pubsub" -> Session::isSubscribed;
            // Members are no clients: their links have a port of their own.
            case "master", "replica", "slave" -> session -> false;
            default -> throw new CommandException("ERR Unknown client type '" + type + "'");
        };
    }

    private static Predicate<Session> ofUser(Call call, int index) {
        String user = Texts.of(call.argument(index));
        if (!user.equals("default")) {
            throw new CommandException("ERR No such user '" + Texts.forPeople(call.argument(index), 128) + "'");
        }
        return session -> true;
    }

    static void unblock(Call call) {
        boolean withError = false;
        if (call.count() == 4) {
            withError = call.is(3, "ERROR");
            if (!withError && !call.is(3, "TIMEOUT")) {
                throw new CommandException("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
            }
        } else if (call.count() > 4) {
            throw CommandException.subcommandSyntax("client", call.argument(1));
        }
        long id = call.integer(2);
        boolean unblocked = false;
        for (Session client : call.server().clients()) {
            if (client.id() == id) {
                unblocked = client.connection().unblock(withError);
            }
        }
        call.out().integer(unblocked ? 1 : 0);
    }
}

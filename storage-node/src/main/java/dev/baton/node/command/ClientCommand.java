package dev.baton.node.command;

import static dev.baton.node.command.CommandDefinition.keyless;

import java.util.List;
import java.util.Locale;

/** CLIENT and those of its subcommands that concern a plain connection. */
final class ClientCommand {
    private ClientCommand() {}

    static List<CommandDefinition> definitions() {
        return List.of(keyless("client", "connection", -2, ClientCommand::run, Flag.ALWAYS));
    }

    private static void run(Call call) {
        Session session = call.session();
        switch (Texts.forPeople(call.argument(1), 64).toUpperCase(Locale.ROOT)) {
            case "ID" -> {
                arity(call, "id", call.count() == 2);
                call.out().integer(session.id());
            }
            case "GETNAME" -> {
                arity(call, "getname", call.count() == 2);
                if (session.name().isEmpty()) {
                    call.out().nil();
                } else {
                    call.out().bulk(session.name());
                }
            }
            case "SETNAME" -> {
                arity(call, "setname", call.count() == 3);
                session.name(validName(call.argument(2)));
                call.out().ok();
            }
            case "SETINFO" -> {
                arity(call, "setinfo", call.count() == 4);
                setInfo(call);
            }
            case "INFO" -> {
                arity(call, "info", call.count() == 2);
                call.out().text(session.describe(call.nowMillis()) + "\n");
            }
            case "LIST" -> {
                StringBuilder lines = new StringBuilder();
                for (Session client : call.server().clients()) {
                    lines.append(client.describe(call.nowMillis())).append('\n');
                }
                call.out().text(lines.toString());
            }
            case "NO-EVICT", "NO-TOUCH" -> {
                arity(call, "no-evict", call.count() == 3);
                // True without doing anything: no connection is ever evicted, and keys have no access time.
                call.out().ok();
            }
            default -> throw CommandException.unknownSubcommand("client", call.argument(1));
        }
    }

    private static void setInfo(Call call) {
        Session session = call.session();
        String value = Texts.of(call.argument(3));
        if (!isPrintable(call.argument(3))) {
            throw new CommandException(
                    "ERR " + Texts.forPeople(call.argument(2), 64).toLowerCase(Locale.ROOT)
                            + " cannot contain spaces, newlines or special characters.");
        }
        if (call.is(2, "LIB-NAME")) {
            session.library(value, session.libraryVersion());
        } else if (call.is(2, "LIB-VER")) {
            session.library(session.libraryName(), value);
        } else {
            throw new CommandException("ERR Unrecognized option '" + Texts.forPeople(call.argument(2), 64) + "'");
        }
        call.out().ok();
    }

    static String validName(byte[] name) {
        if (!isPrintable(name)) {
            throw new CommandException("ERR Client names cannot contain spaces, newlines or special characters.");
        }
        return Texts.of(name);
    }

    private static boolean isPrintable(byte[] text) {
        for (byte c : text) {
            if (c < '!' || c > '~') {
                return false;
            }
        }
        return true;
    }

    private static void arity(Call call, String subcommand, boolean right) {
        if (!right) {
            throw CommandException.wrongArity(call.name() + "|" + subcommand);
        }
    }
}

package dev.baton.node.command;

import dev.baton.node.resp.Integers;
import java.util.List;
import java.util.Locale;

/** CLIENT, but for what it says of other clients: see {@link OtherClients}. */
final class ClientCommand {
    private ClientCommand() {}

    static List<CommandDefinition> definitions() {
        return List.of(new Subcommands("client")
                .with("caching", 3, ClientCommand::noTracking, "(YES|NO)", "Refused: nothing is tracked.", Flag.ALWAYS)
                .with("getname", 2, ClientCommand::name, "", "The name of this connection.", Flag.ALWAYS)
                .with("getredir", 2, call -> call.out().integer(-1), "", "Always -1: nothing is tracked.", Flag.ALWAYS)
                .with(
                        "id",
                        2,
                        call -> call.out().integer(call.session().id()),
                        "",
                        "The number of this connection.",
                        Flag.ALWAYS)
                .with("info", 2, ClientCommand::info, "", "What LIST says of this connection.", Flag.ALWAYS)
                .with(
                        "kill",
                        -3,
                        OtherClients::kill,
                        "<ip:port>|<option> <value> [<option> <value> ...]",
                        "Closes the connections that fit all of ADDR, LADDR, ID, USER, TYPE (normal, master, replica, pubsub); SKIPME no: also this one.",
                        Flag.ALWAYS)
                .with(
                        "list",
                        -2,
                        OtherClients::list,
                        "[TYPE (NORMAL|MASTER|REPLICA|PUBSUB)] [ID <id> [<id> ...]]",
                        "A line for each connection.",
                        Flag.ALWAYS)
                .with(
                        "no-evict",
                        3,
                        ClientCommand::noEvict,
                        "(ON|OFF)",
                        "Only noted: no connection is ever evicted.",
                        Flag.ALWAYS)
                .with(
                        "pause",
                        -3,
                        ClientCommand::pause,
                        "<timeout> [WRITE|ALL]",
                        "Lets requests of all clients wait for so many milliseconds.",
                        Flag.ALWAYS)
                .with(
                        "reply",
                        3,
                        ClientCommand::reply,
                        "(ON|OFF|SKIP)",
                        "Whether this connection's commands are answered.",
                        Flag.ALWAYS)
                .with(
                        "setinfo",
                        4,
                        ClientCommand::setInfo,
                        "(LIB-NAME|LIB-VER) <value>",
                        "Notes which library this client uses.",
                        Flag.ALWAYS)
                .with("setname", 3, ClientCommand::setName, "<name>", "Gives this connection a name.", Flag.ALWAYS)
                .with("tracking", -3, ClientCommand::noTracking, "(ON|OFF)", "Refused.", Flag.ALWAYS)
                .with("trackinginfo", 2, ClientCommand::trackingInfo, "", "That nothing is tracked.", Flag.ALWAYS)
                .with(
                        "unblock",
                        -3,
                        OtherClients::unblock,
                        "<id> [TIMEOUT|ERROR]",
                        "Ends the wait of a client's blocking command.",
                        Flag.ALWAYS)
                .with("unpause", 2, ClientCommand::unpause, "", "Ends a pause.", Flag.ALWAYS)
                .define("connection", -2, Flag.ALWAYS));
    }

    private static void info(Call call) {
        call.out().text(call.session().describe(call.nowMillis()) + "\n");
    }

    private static void setName(Call call) {
        call.session().name(validName(call.argument(2)));
        call.out().ok();
    }

    private static void noEvict(Call call) {
        call.session().noEvict(onOrOff(call, 2));
        call.out().ok();
    }

    private static void unpause(Call call) {
        call.server().clientPause().end();
        call.out().ok();
    }

    private static void noTracking(Call call) {
        throw new CommandException("ERR CLIENT TRACKING isn't supported: Baton keeps no track of what clients cache");
    }

    private static void name(Call call) {
        if (call.session().name().isEmpty()) {
            call.out().nil();
        } else {
            call.out().bulk(call.session().name());
        }
    }

    private static void pause(Call call) {
        ClientPause.Extent extent = ClientPause.Extent.ALL;
        if (call.count() == 4) {
            if (call.is(3, "WRITE")) {
                extent = ClientPause.Extent.WRITES;
            } else if (!call.is(3, "ALL")) {
                throw new CommandException("ERR CLIENT PAUSE mode must be WRITE or ALL");
            }
        } else if (call.count() > 4) {
            throw CommandException.subcommandSyntax("client", call.argument(1));
        }
        if (!Integers.isLong(call.argument(2))) {
            throw new CommandException("ERR timeout is not an integer or out of range");
        }
        long millis = Integers.parse(call.argument(2));
        if (millis < 0) {
            throw new CommandException("ERR timeout is negative");
        }
        if (millis > Long.MAX_VALUE - call.nowMillis()) {
            throw new CommandException("ERR timeout is out of range");
        }
        call.server().clientPause().begin(extent, call.nowMillis() + millis);
        call.out().ok();
    }

    private static void reply(Call call) {
        ReplyMode mode = call.session().replyMode();
        if (call.is(2, "ON")) {
            mode.on();
            call.out().ok();
        } else if (call.is(2, "OFF")) {
            mode.off();
        } else if (call.is(2, "SKIP")) {
            mode.skipNext();
        } else {
            throw CommandException.syntax();
        }
    }

    private static boolean onOrOff(Call call, int index) {
        if (call.is(index, "ON")) {
            return true;
        }
        if (call.is(index, "OFF")) {
            return false;
        }
        throw CommandException.syntax();
    }

    private static void trackingInfo(Call call) {
        call.out().map(3);
        call.out().bulk("flags");
        call.out().set(1);
        call.out().bulk("off");
        call.out().bulk("redirect");
        call.out().integer(-1);
        call.out().bulk("prefixes");
        call.out().array(0);
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
}

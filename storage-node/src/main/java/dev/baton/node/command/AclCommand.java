package dev.baton.node.command;

import dev.baton.node.acl.AclLog;
import dev.baton.node.acl.User;
import dev.baton.node.resp.ReplyWriter;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** ACL: who there is and what each may do. Users come from a Secret, so what would change them is refused. */
final class AclCommand {
    private static final String FROM_THE_SECRET =
            "ERR users come from the key users.acl of the Secret in spec.auth.secretRef: change it there";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int MOST_BITS = 4096;

    private AclCommand() {}

    static List<CommandDefinition> definitions() {
        return List.of(new Subcommands("acl")
                .with(
                        "cat",
                        -2,
                        AclCommand::categories,
                        "[<category>]",
                        "Categories, or the commands of one.",
                        Flag.ALWAYS)
                .with("deluser", -3, AclCommand::refuse, "<user> [<user> ...]", "Refused.", Flag.ALWAYS)
                .with(
                        "dryrun",
                        -4,
                        AclCommand::dryRun,
                        "<user> <command> [<argument> ...]",
                        "Whether a user may run a command.",
                        Flag.ALWAYS)
                .with("genpass", -2, AclCommand::password, "[<bits>]", "Makes up a password.", Flag.ALWAYS)
                .with("getuser", 3, AclCommand::user, "<user>", "What a user may do.", Flag.ALWAYS)
                .with("list", 2, AclCommand::list, "", "All users, as lines of users.acl.", Flag.ALWAYS)
                .with("load", 2, AclCommand::refuse, "", "Refused: the file is read when it changes.", Flag.ALWAYS)
                .with("log", -2, AclCommand::log, "[<count>|RESET]", "What users were refused lately.", Flag.ALWAYS)
                .with("save", 2, AclCommand::refuse, "", "Refused.", Flag.ALWAYS)
                .with(
                        "setuser",
                        -3,
                        AclCommand::refuse,
                        "<user> [<rule> ...]",
                        "Refused.",
                        Flag.ALWAYS,
                        Flag.NO_SLOWLOG)
                .with("users", 2, AclCommand::names, "", "Names of all users.", Flag.ALWAYS)
                .with(
                        "whoami",
                        2,
                        call -> call.out().bulk(call.session().user().name()),
                        "",
                        "The user of this connection.",
                        Flag.ALWAYS)
                .define("server", -2, Flag.ALWAYS));
    }

    private static void refuse(Call call) {
        throw new CommandException(FROM_THE_SECRET);
    }

    private static void categories(Call call) {
        if (call.count() == 2) {
            call.out().array(Categories.ALL.size());
            Categories.ALL.forEach(call.out()::bulk);
            return;
        }
        if (call.count() > 3) {
            throw CommandException.wrongArity(call.name());
        }
        Set<String> commands = permissions(call).catalog().category(CommandExecutor.lowerCase(call.argument(2)));
        if (commands == null) {
            throw new CommandException("ERR Unknown category '" + Texts.forPeople(call.argument(2), 128) + "'");
        }
        List<String> ours = commands.stream()
                .filter(name -> call.executor().commands().named(name) != null)
                .toList();
        call.out().array(ours.size());
        ours.forEach(call.out()::bulk);
    }

    private static void names(Call call) {
        Map<String, User> users = users(call);
        call.out().array(users.size());
        users.keySet().forEach(call.out()::bulk);
    }

    private static void list(Call call) {
        Map<String, User> users = users(call);
        call.out().array(users.size());
        users.values().forEach(user -> call.out().bulk(described(call, user)));
    }

    /** The default user's password is a file of its own, which isn't told. */
    private static String described(Call call, User user) {
        return isOpen(call, user) ? user.describe().replaceFirst(" on", " on nopass") : user.describe();
    }

    private static boolean isOpen(Call call, User user) {
        return user.name().equals(User.DEFAULT_NAME) && !call.server().wantsPassword();
    }

    private static void user(Call call) {
        User user = permissions(call).users().find(Texts.of(call.argument(2)));
        ReplyWriter out = call.out();
        if (user == null) {
            out.nil();
            return;
        }
        out.map(6);
        out.bulk("flags");
        boolean noPassword = user.noPassword() || isOpen(call, user);
        out.set(noPassword ? 2 : 1);
        out.simple(user.enabled() ? "on" : "off");
        if (noPassword) {
            out.simple("nopass");
        }
        out.bulk("passwords");
        out.array(user.passwords().size());
        user.passwords().stream().sorted().forEach(out::bulk);
        out.bulk("commands");
        out.bulk(user.describeCommands());
        out.bulk("keys");
        out.bulk(user.describeKeys());
        out.bulk("channels");
        out.bulk("&*");
        out.bulk("selectors");
        out.array(0);
    }

    private static void dryRun(Call call) {
        User user = permissions(call).users().find(Texts.of(call.argument(2)));
        if (user == null) {
            throw new CommandException("ERR User '" + Texts.forPeople(call.argument(2), 128) + "' not found");
        }
        byte[][] request = Arrays.copyOfRange(call.arguments(), 3, call.count());
        CommandDefinition definition = call.executor().commands().find(request);
        if (definition == null) {
            throw new CommandException("ERR Command '" + Texts.forPeople(request[0], 128) + "' not found");
        }
        if (!definition.accepts(request.length)) {
            throw CommandException.wrongArity(definition.name());
        }
        String refusal = permissions(call).wouldRefuse(user, definition, request);
        if (refusal == null) {
            call.out().ok();
        } else {
            call.out().bulk(refusal);
        }
    }

    private static void password(Call call) {
        long bits = call.count() > 2 ? call.integer(2) : 256;
        if (bits < 1 || bits > MOST_BITS) {
            throw new CommandException(
                    "ERR ACL GENPASS argument must be the number of bits for the output password, a positive number up to 4096");
        }
        byte[] random = new byte[(int) (bits + 7) / 8];
        RANDOM.nextBytes(random);
        call.out().bulk(HexFormat.of().formatHex(random).substring(0, (int) (bits + 3) / 4));
    }

    private static void log(Call call) {
        AclLog log = permissions(call).log();
        if (call.count() > 3) {
            throw CommandException.wrongArity(call.name());
        }
        if (call.count() == 3 && call.is(2, "RESET")) {
            log.reset();
            call.out().ok();
            return;
        }
        long most = call.count() == 3 ? call.integer(2) : 10;
        List<AclLog.Counted> newest = log.newest((int) Math.clamp(most, 0, Integer.MAX_VALUE));
        ReplyWriter out = call.out();
        out.array(newest.size());
        for (AclLog.Counted entry : newest) {
            AclLog.Refusal refusal = entry.refusal();
            out.map(7);
            out.bulk("count");
            out.integer(entry.count());
            out.bulk("reason");
            out.bulk(refusal.reason());
            out.bulk("context");
            out.bulk(refusal.context());
            out.bulk("object");
            out.bulk(refusal.object());
            out.bulk("username");
            out.bulk(refusal.user());
            out.bulk("age-seconds");
            out.number((call.nowMillis() - entry.atMillis()) / 1e3);
            out.bulk("client-info");
            out.bulk(refusal.client());
        }
    }

    private static Map<String, User> users(Call call) {
        return new TreeMap<>(permissions(call).users().all());
    }

    private static Permissions permissions(Call call) {
        return call.executor().permissions();
    }
}

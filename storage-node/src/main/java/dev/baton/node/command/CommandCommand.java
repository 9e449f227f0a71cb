package dev.baton.node.command;

import static dev.baton.node.command.CommandDefinition.keyless;

import dev.baton.node.resp.ReplyWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** COMMAND, COMMAND COUNT, COMMAND LIST, COMMAND INFO, COMMAND DOCS: what the definitions say, and no more. */
final class CommandCommand {
    private CommandCommand() {}

    static List<CommandDefinition> definitions() {
        return List.of(keyless("command", "server", -1, CommandCommand::run, Flag.ALWAYS));
    }

    private static void run(Call call) {
        Commands commands = call.executor().commands();
        if (call.count() == 1) {
            infos(call.out(), commands.all());
        } else if (call.is(1, "COUNT")) {
            call.out().integer(commands.all().size());
        } else if (call.is(1, "LIST")) {
            call.out().array(commands.all().size());
            commands.all().forEach(definition -> call.out().bulk(definition.name()));
        } else if (call.is(1, "INFO")) {
            infos(call.out(), named(call, commands));
        } else if (call.is(1, "DOCS")) {
            docs(call.out(), named(call, commands));
        } else {
            throw CommandException.unknownSubcommand("command", call.argument(1));
        }
    }

    /** Those named from the third argument on, null where there is none; all if none is named. */
    private static List<@Nullable CommandDefinition> named(Call call, Commands commands) {
        List<@Nullable CommandDefinition> named = new ArrayList<>();
        if (call.count() == 2) {
            named.addAll(commands.all());
        }
        for (int i = 2; i < call.count(); i++) {
            named.add(commands.find(call.argument(i)));
        }
        return named;
    }

    private static void infos(ReplyWriter out, List<? extends @Nullable CommandDefinition> definitions) {
        out.array(definitions.size());
        for (CommandDefinition definition : definitions) {
            if (definition == null) {
                out.nilArray();
                continue;
            }
            out.array(10);
            out.bulk(definition.name());
            out.integer(definition.arity());
            out.set(definition.flags().size());
            definition.flags().forEach(flag -> out.simple(flag.wireName()));
            out.integer(definition.firstKey());
            out.integer(definition.lastKey());
            out.integer(definition.keyStep());
            // ACL categories, tips, key specifications, subcommands: none declared.
            out.set(0);
            out.array(0);
            out.array(0);
            out.array(0);
        }
    }

    private static void docs(ReplyWriter out, List<? extends @Nullable CommandDefinition> definitions) {
        List<CommandDefinition> known = new ArrayList<>();
        for (CommandDefinition definition : definitions) {
            if (definition != null) {
                known.add(definition);
            }
        }
        out.map(known.size());
        for (CommandDefinition definition : known) {
            out.bulk(definition.name());
            out.map(1);
            out.bulk("group");
            out.bulk(definition.group());
        }
    }
}

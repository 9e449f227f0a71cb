package dev.baton.node.command;

import dev.baton.node.resp.ReplyWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** COMMAND: which commands there are, what Redis declares of them, and where their keys stand. */
final class CommandCommand {
    private CommandCommand() {}

    static List<CommandDefinition> definitions() {
        return List.of(new Subcommands("command")
                .alone(call -> infos(call.out(), call.executor().commands().all()))
                .with("count", 2, CommandCommand::count, "", "How many commands there are.", Flag.ALWAYS)
                .with(
                        "info",
                        -2,
                        CommandCommand::info,
                        "[<command> ...]",
                        "What clients must know of these, or of all.",
                        Flag.ALWAYS)
                .with(
                        "docs",
                        -2,
                        CommandCommand::docs,
                        "[<command> ...]",
                        "Family and age of these, or of all.",
                        Flag.ALWAYS)
                .with(
                        "list",
                        -2,
                        CommandCommand::list,
                        "[FILTERBY MODULE <module>|ACLCAT <category>|PATTERN <pattern>]",
                        "Names of commands.",
                        Flag.ALWAYS)
                .with(
                        "getkeys",
                        -4,
                        CommandCommand::keys,
                        "<command> [<argument> ...]",
                        "The keys among the arguments.",
                        Flag.ALWAYS)
                .with(
                        "getkeysandflags",
                        -4,
                        CommandCommand::keysAndFlags,
                        "<command> [<argument> ...]",
                        "The keys, and what becomes of each.",
                        Flag.ALWAYS)
                .define("server", -1, Flag.ALWAYS));
    }

    private static void count(Call call) {
        call.out().integer(call.executor().commands().all().size());
    }

    // ---- INFO

    private static void info(Call call) {
        infos(call.out(), named(call));
    }

    /** Those named from the third argument on, null where there is none; all if none is named. */
    private static List<@Nullable CommandDefinition> named(Call call) {
        Commands commands = call.executor().commands();
        List<@Nullable CommandDefinition> named = new ArrayList<>();
        if (call.count() == 2) {
            named.addAll(commands.all());
        }
        for (int i = 2; i < call.count(); i++) {
            named.add(commands.named(CommandExecutor.lowerCase(call.argument(i))));
        }
        return named;
    }

    private static void infos(ReplyWriter out, List<? extends @Nullable CommandDefinition> definitions) {
        out.array(definitions.size());
        for (CommandDefinition definition : definitions) {
            if (definition == null) {
                out.nilArray();
            } else {
                info(out, definition);
            }
        }
    }

    private static void info(ReplyWriter out, CommandDefinition definition) {
        RedisCommand declared = RedisCommand.named(definition.name());
        out.array(10);
        out.bulk(definition.name());
        out.integer(definition.arity());
        List<String> flags = declared == null
                ? definition.flags().stream().map(Flag::wireName).toList()
                : declared.flags();
        out.set(flags.size());
        flags.forEach(out::simple);
        out.integer(declared == null ? definition.firstKey() : declared.firstKey());
        out.integer(declared == null ? definition.lastKey() : declared.lastKey());
        out.integer(declared == null ? definition.keyStep() : declared.keyStep());
        List<String> categories = Categories.of(definition);
        out.set(categories.size());
        categories.forEach(category -> out.simple("@" + category));
        List<String> tips = declared == null ? List.of() : declared.tips();
        out.set(tips.size());
        tips.forEach(out::bulk);
        List<RedisCommand.KeySpec> specs = declared == null ? List.of() : declared.keySpecs();
        out.set(specs.size());
        specs.forEach(spec -> keySpec(out, spec));
        out.set(definition.subcommands().size());
        definition.subcommands().forEach(subcommand -> info(out, subcommand));
    }

    private static void keySpec(ReplyWriter out, RedisCommand.KeySpec spec) {
        out.map(3);
        out.bulk("flags");
        out.set(spec.flags().size());
        spec.flags().forEach(out::simple);
        out.bulk("begin_search");
        finding(
                out,
                spec.begin(),
                spec.begin().getFirst().equals("index") ? List.of("index") : List.of("keyword", "startfrom"));
        out.bulk("find_keys");
        finding(
                out,
                spec.find(),
                spec.find().getFirst().equals("range")
                        ? List.of("lastkey", "keystep", "limit")
                        : List.of("keynumidx", "firstkey", "keystep"));
    }

    /** @param how the kind, then a value for each of the fields; {@code unknown} has none */
    private static void finding(ReplyWriter out, List<String> how, List<String> fields) {
        int known = how.size() - 1;
        out.map(2);
        out.bulk("type");
        out.bulk(how.getFirst());
        out.bulk("spec");
        out.map(known);
        for (int i = 0; i < known; i++) {
            String value = how.get(i + 1);
            out.bulk(fields.get(i));
            if (fields.get(i).equals("keyword")) {
                out.bulk(value);
            } else {
                out.integer(Long.parseLong(value));
            }
        }
    }

    // ---- DOCS and LIST

    private static void docs(Call call) {
        List<CommandDefinition> known = new ArrayList<>();
        for (CommandDefinition definition : named(call)) {
            if (definition != null) {
                known.add(definition);
            }
        }
        docs(call.out(), known);
    }

    private static void docs(ReplyWriter out, List<CommandDefinition> definitions) {
        out.map(definitions.size());
        for (CommandDefinition definition : definitions) {
            RedisCommand declared = RedisCommand.named(definition.name());
            List<CommandDefinition> subcommands = definition.subcommands();
            out.bulk(definition.name());
            out.map(1 + (declared == null ? 0 : 1) + (subcommands.isEmpty() ? 0 : 1));
            if (declared != null) {
                out.bulk("since");
                out.bulk(declared.since());
            }
            out.bulk("group");
            out.bulk(declared == null ? definition.group() : declared.group());
            if (!subcommands.isEmpty()) {
                out.bulk("subcommands");
                docs(out, subcommands);
            }
        }
    }

    private static void list(Call call) {
        Predicate<CommandDefinition> wanted = definition -> true;
        if (call.count() == 5 && call.is(2, "FILTERBY")) {
            String by = CommandExecutor.lowerCase(call.argument(4));
            if (call.is(3, "MODULE")) {
                wanted = definition -> false;
            } else if (call.is(3, "ACLCAT")) {
                wanted = definition -> Categories.of(definition).contains(by);
            } else if (call.is(3, "PATTERN")) {
                GlobPattern pattern = new GlobPattern(by.getBytes(StandardCharsets.UTF_8));
                wanted = definition -> pattern.matches(definition.name().getBytes(StandardCharsets.UTF_8));
            } else {
                throw CommandException.syntax();
            }
        } else if (call.count() != 2) {
            throw CommandException.syntax();
        }
        boolean filtered = call.count() > 2;
        List<String> names = new ArrayList<>();
        for (CommandDefinition definition : call.executor().commands().all()) {
            if (wanted.test(definition)) {
                names.add(definition.name());
            }
            if (filtered) {
                definition.subcommands().stream()
                        .filter(wanted)
                        .map(CommandDefinition::name)
                        .forEach(names::add);
            }
        }
        call.out().set(names.size());
        names.forEach(call.out()::bulk);
    }

    // ---- GETKEYS

    private static void keys(Call call) {
        byte[][] request = request(call);
        int[] positions = positions(call, request);
        call.out().array(positions.length);
        for (int position : positions) {
            call.out().bulk(request[position]);
        }
    }

    private static void keysAndFlags(Call call) {
        byte[][] request = request(call);
        CommandDefinition definition = call.executor().commands().find(request);
        int[] positions = positions(call, request);
        RedisCommand declared = definition == null ? null : RedisCommand.named(definition.name());
        List<RedisCommand.KeySpec> specs = declared == null ? List.of() : declared.keySpecs();
        call.out().array(positions.length);
        for (int i = 0; i < positions.length; i++) {
            call.out().array(2);
            call.out().bulk(request[positions[i]]);
            // One specification for each of the first keys, the last for all that follow.
            List<String> flags = specs.isEmpty()
                    ? List.of()
                    : specs.get(Math.min(i, specs.size() - 1)).flags();
            call.out().set(flags.size());
            flags.forEach(call.out()::simple);
        }
    }

    private static byte[][] request(Call call) {
        return Arrays.copyOfRange(call.arguments(), 2, call.count());
    }

    private static int[] positions(Call call, byte[][] request) {
        CommandDefinition definition = call.executor().commands().find(request);
        if (definition == null || definition.command() instanceof Subcommands) {
            throw new CommandException("ERR Invalid command specified");
        }
        if (definition.keys() == KeyFinder.NONE) {
            throw new CommandException("ERR The command has no key arguments");
        }
        if (!definition.accepts(request.length)) {
            throw new CommandException("ERR Invalid number of arguments specified for command");
        }
        int[] positions = definition.keys().positions(request);
        if (positions.length == 0) {
            throw new CommandException("ERR Invalid arguments specified for command");
        }
        return positions;
    }
}

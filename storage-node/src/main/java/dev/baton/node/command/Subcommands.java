package dev.baton.node.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A command that does nothing itself but names others, such as CONFIG: each is a command of its own, {@code config|get}, with its own number of
 * arguments. HELP comes by itself.
 */
final class Subcommands implements Command {
    private final String container;
    private final List<CommandDefinition> all = new ArrayList<>();
    private final List<String> help = new ArrayList<>();

    private @Nullable Command alone;

    /** @param container in lower case */
    Subcommands(String container) {
        this.container = container;
    }

    /**
     * Adds one.
     *
     * @param arity arguments, both names included; negative: at least so many
     * @param usage what follows its name, for HELP
     * @param what it does, for HELP
     */
    Subcommands with(String name, int arity, Command command, String usage, String what, Flag... flags) {
        all.add(CommandDefinition.keyless(container + "|" + name, "server", arity, command, flags));
        help.add(name.toUpperCase(Locale.ROOT) + (usage.isEmpty() ? "" : " " + usage));
        help.add("    " + what);
        return this;
    }

    /** Adds one that names a key as its second argument. */
    Subcommands withKey(String name, int arity, Command command, String usage, String what, Flag... flags) {
        with(name, arity, command, usage, what, flags);
        CommandDefinition keyless = all.removeLast();
        all.add(new CommandDefinition(
                keyless.name(),
                keyless.group(),
                arity,
                keyless.flags(),
                2,
                2,
                1,
                KeyFinder.range(2, 2, 1),
                command,
                keyless.counters()));
        return this;
    }

    /** What the command does if no subcommand follows. */
    Subcommands alone(Command command) {
        alone = command;
        return this;
    }

    /** All were added. */
    CommandDefinition define(String group, int arity, Flag... flags) {
        all.add(CommandDefinition.keyless(container + "|help", group, 2, this::help, Flag.ALWAYS));
        help.add("HELP");
        help.add("    Prints this.");
        return CommandDefinition.keyless(container, group, arity, this, flags);
    }

    @Nullable
    CommandDefinition find(byte[] name) {
        for (CommandDefinition definition : all) {
            if (isNamed(definition, name)) {
                return definition;
            }
        }
        return null;
    }

    private boolean isNamed(CommandDefinition definition, byte[] name) {
        int from = container.length() + 1;
        if (name.length != definition.name().length() - from) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            if (Texts.lower(name[i]) != definition.name().charAt(from + i)) {
                return false;
            }
        }
        return true;
    }

    List<CommandDefinition> all() {
        return List.copyOf(all);
    }

    @Override
    public void run(Call call) {
        Command command = alone;
        if (command == null || call.count() > 1) {
            throw CommandException.unknownSubcommand(container, call.argument(1)); // not reached: it is refused before
        }
        command.run(call);
    }

    private void help(Call call) {
        call.out().array(help.size() + 1);
        call.out().simple(container.toUpperCase(Locale.ROOT) + " <subcommand> [<arg> ...]. Subcommands are:");
        help.forEach(call.out()::simple);
    }
}

package dev.baton.node.command;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A command as it is declared, once.
 *
 * @param name in lower case
 * @param group as COMMAND DOCS says it, e.g. {@code string}
 * @param arity arguments, the name included; negative: at least so many
 * @param firstKey position of the first key, 0 if the command names none
 * @param lastKey position of the last key; negative counts from the end
 * @param keyStep distance from one key to the next
 * @param keys where the keys of a request are, also those that the three numbers can't tell
 * @param counters how often it ran, and for how long; loop thread only
 */
public record CommandDefinition(
        String name,
        String group,
        int arity,
        Set<Flag> flags,
        int firstKey,
        int lastKey,
        int keyStep,
        KeyFinder keys,
        Command command,
        CommandCounters counters) {

    public CommandDefinition {
        flags = flags.isEmpty() ? EnumSet.noneOf(Flag.class) : EnumSet.copyOf(flags);
    }

    public CommandDefinition(
            String name,
            String group,
            int arity,
            Set<Flag> flags,
            int firstKey,
            int lastKey,
            int keyStep,
            KeyFinder keys,
            Command command) {
        this(name, group, arity, flags, firstKey, lastKey, keyStep, keys, command, new CommandCounters());
    }

    static CommandDefinition keyless(String name, String group, int arity, Command command, Flag... flags) {
        return new CommandDefinition(name, group, arity, setOf(flags), 0, 0, 0, KeyFinder.NONE, command);
    }

    static CommandDefinition oneKey(String name, String group, int arity, Command command, Flag... flags) {
        return new CommandDefinition(name, group, arity, setOf(flags), 1, 1, 1, KeyFinder.FIRST, command);
    }

    static CommandDefinition manyKeys(
            String name, String group, int arity, int lastKey, int keyStep, Command command, Flag... flags) {
        return new CommandDefinition(
                name, group, arity, setOf(flags), 1, lastKey, keyStep, KeyFinder.range(1, lastKey, keyStep), command);
    }

    /** The request says how many keys follow, e.g. SINTERCARD. */
    static CommandDefinition countedKeys(
            String name, String group, int arity, int countAt, Command command, Flag... flags) {
        Set<Flag> all = setOf(flags);
        all.add(Flag.MOVABLE_KEYS);
        return new CommandDefinition(name, group, arity, all, 0, 0, 0, KeyFinder.counted(countAt), command);
    }

    /** The first argument is a key and the second says how many more follow, e.g. ZUNIONSTORE. */
    static CommandDefinition oneAndCountedKeys(String name, String group, int arity, Command command, Flag... flags) {
        Set<Flag> all = setOf(flags);
        all.add(Flag.MOVABLE_KEYS);
        return new CommandDefinition(name, group, arity, all, 1, 1, 1, KeyFinder.firstAndCounted(2), command);
    }

    /** The same, but for what it does. */
    CommandDefinition running(Command rest) {
        return new CommandDefinition(name, group, arity, flags, firstKey, lastKey, keyStep, keys, rest, counters);
    }

    /** Whether it may change keys. EXEC does if anything queued does: see {@link CommandExecutor#isWrite}. */
    public boolean isWrite() {
        return flags.contains(Flag.WRITE);
    }

    public boolean has(Flag flag) {
        return flags.contains(flag);
    }

    /** The command's own subcommand of that name, such as {@code config|get}; null if there is none, or it has no subcommands. */
    @Nullable
    CommandDefinition subcommand(byte[] called) {
        return command instanceof Subcommands subcommands ? subcommands.find(called) : null;
    }

    /** Its subcommands; empty for most. */
    List<CommandDefinition> subcommands() {
        return command instanceof Subcommands subcommands ? subcommands.all() : List.of();
    }

    boolean accepts(int arguments) {
        return arity >= 0 ? arguments == arity : arguments >= -arity;
    }

    private static Set<Flag> setOf(Flag... flags) {
        Set<Flag> set = EnumSet.noneOf(Flag.class);
        for (Flag flag : flags) {
            set.add(flag);
        }
        return set;
    }
}

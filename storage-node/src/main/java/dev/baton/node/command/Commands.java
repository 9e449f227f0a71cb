package dev.baton.node.command;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All commands by name. Found by bytes, in any case, without making a String. */
public final class Commands {
    private static final int SLOTS = 1024;

    private final List<CommandDefinition> all = new ArrayList<>();
    private final @Nullable CommandDefinition[] slots = new @Nullable CommandDefinition[SLOTS];

    public Commands() {
        register(ConnectionCommands.definitions());
        register(ClientCommand.definitions());
        register(PubSubCommands.definitions());
        register(KeyCommands.definitions());
        register(ExpiryCommands.definitions());
        register(IterationCommands.definitions());
        register(ObjectCommand.definitions());
        register(SortCommand.definitions());
        register(DumpCommands.definitions());
        register(StringCommands.definitions());
        register(SetCommand.definitions());
        register(CounterCommands.definitions());
        register(BitCommands.definitions());
        register(BitfieldCommand.definitions());
        register(LcsCommand.definitions());
        register(HashCommands.definitions());
        register(HashIterationCommands.definitions());
        register(ListCommands.definitions());
        register(SetCommands.definitions());
        register(SetAlgebraCommands.definitions());
        register(RandomMemberCommands.definitions());
        register(ScoreCommands.definitions());
        register(SortedSetCommands.definitions());
        register(SortedSetRangeCommands.definitions());
        register(SortedSetPopCommands.definitions());
        register(SortedSetAlgebraCommands.definitions());
        register(ListEditCommands.definitions());
        register(ListMoveCommands.definitions());
        register(BlockingListCommands.definitions());
        register(BlockingSortedSetCommands.definitions());
        register(MultiCommands.definitions());
        register(ServerCommands.definitions());
        register(InfoCommand.definitions());
        register(ConfigCommand.definitions());
        register(CommandCommand.definitions());
        register(Slowlog.definitions());
        register(LatencyMonitor.definitions());
        register(MemoryCommand.definitions());
        register(AclCommand.definitions());
        register(RefusedCommands.definitions());
    }

    public @Nullable CommandDefinition find(byte[] name) {
        int slot = slot(name);
        while (true) {
            CommandDefinition found = slots[slot];
            if (found == null || Texts.equalsIgnoringCase(name, found.name())) {
                return found;
            }
            slot = (slot + 1) & (SLOTS - 1);
        }
    }

    /** What a request runs: a subcommand, such as {@code config|get}, where the command has some; null if there is no such command. */
    @Nullable
    CommandDefinition find(byte[][] request) {
        CommandDefinition found = find(request[0]);
        if (found != null && request.length > 1 && found.command() instanceof Subcommands subcommands) {
            CommandDefinition named = subcommands.find(request[1]);
            return named == null ? found : named;
        }
        return found;
    }

    /** By its name in lower case, {@code get} or {@code config|get}; null if there is none. */
    @Nullable
    CommandDefinition named(String name) {
        int bar = name.indexOf('|');
        CommandDefinition found = find(bytes(bar < 0 ? name : name.substring(0, bar)));
        return found == null || bar < 0 ? found : found.subcommand(bytes(name.substring(bar + 1)));
    }

    /** Every command that runs itself, subcommands among them. */
    void forEachThatRuns(Consumer<? super CommandDefinition> visitor) {
        for (CommandDefinition definition : all) {
            if (definition.subcommands().isEmpty()) {
                visitor.accept(definition);
            } else {
                definition.subcommands().forEach(visitor);
            }
        }
    }

    private static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }

    public List<CommandDefinition> all() {
        return List.copyOf(all);
    }

    private void register(List<CommandDefinition> definitions) {
        for (CommandDefinition definition : definitions) {
            byte[] name = bytes(definition.name());
            if (find(name) != null) {
                throw new IllegalStateException("the command " + definition.name() + " is declared twice");
            }
            int slot = slot(name);
            while (slots[slot] != null) {
                slot = (slot + 1) & (SLOTS - 1);
            }
            slots[slot] = definition;
            all.add(definition);
        }
    }

    private static int slot(byte[] name) {
        int hash = 7;
        for (byte c : name) {
            hash = hash * 31 + Texts.lower(c);
        }
        return (hash ^ (hash >>> 10)) & (SLOTS - 1);
    }
}

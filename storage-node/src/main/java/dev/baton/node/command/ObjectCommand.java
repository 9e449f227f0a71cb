package dev.baton.node.command;

import dev.baton.node.keyspace.Entry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** OBJECT ENCODING, REFCOUNT, IDLETIME, FREQ, HELP. */
final class ObjectCommand {
    private ObjectCommand() {}

    static List<CommandDefinition> definitions() {
        return List.of(new Subcommands("object")
                .withKey(
                        "encoding",
                        3,
                        ObjectCommand::encoding,
                        "<key>",
                        "Names the representation that Redis would choose for the value.",
                        Flag.READONLY)
                .withKey(
                        "freq",
                        3,
                        ObjectCommand::frequency,
                        "<key>",
                        "How often the key is used, under an LFU maxmemory policy only.",
                        Flag.READONLY)
                .withKey(
                        "idletime",
                        3,
                        ObjectCommand::idleTime,
                        "<key>",
                        "Seconds since the key was last used, as far as they are known.",
                        Flag.READONLY)
                .withKey("refcount", 3, ObjectCommand::references, "<key>", "1: no value is shared.", Flag.READONLY)
                .define("generic", -2, Flag.READONLY));
    }

    private static void encoding(Call call) {
        Entry entry = look(call);
        if (entry != null) {
            call.out().bulk(Encoding.of(entry, call.server().settings()));
        }
    }

    private static void references(Call call) {
        if (look(call) != null) {
            call.out().integer(1);
        }
    }

    private static void idleTime(Call call) {
        Entry entry = look(call);
        if (entry == null) {
            return;
        }
        if (countsUses(call)) {
            throw new CommandException(
                    "ERR An LFU maxmemory policy is selected, idle time not tracked. Please note that when switching "
                            + "between policies at runtime LRU and LFU data will take some time to adjust.");
        }
        call.out().integer(call.keyspace().idleSeconds(entry));
    }

    private static void frequency(Call call) {
        Entry entry = look(call);
        if (entry == null) {
            return;
        }
        if (!countsUses(call)) {
            throw new CommandException(
                    "ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please note that "
                            + "when switching between policies at runtime LRU and LFU data will take some time to adjust.");
        }
        call.out().integer(call.keyspace().useCount(entry));
    }

    private static boolean countsUses(Call call) {
        return call.server().settings().policy().countsUses();
    }

    /** The entry; null if there is none, which is then answered. */
    private static @Nullable Entry look(Call call) {
        Entry entry = call.glance(call.key(2));
        if (entry == null) {
            call.out().nil();
        }
        return entry;
    }
}

package dev.baton.node.command;

import dev.baton.node.keyspace.Entry;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** OBJECT ENCODING, REFCOUNT, IDLETIME, FREQ, HELP. */
final class ObjectCommand {
    private static final List<String> HELP = List.of(
            "OBJECT <subcommand> [<key>]. Subcommands are:",
            "ENCODING <key>",
            "    Names the representation that Redis would choose for the value.",
            "FREQ <key>",
            "    How often the key is used, under an LFU maxmemory policy only.",
            "HELP",
            "    Prints this text.",
            "IDLETIME <key>",
            "    Seconds since the key was last used, as far as they are known.",
            "REFCOUNT <key>",
            "    1: no value is shared.");

    private ObjectCommand() {}

    static List<CommandDefinition> definitions() {
        return List.of(new CommandDefinition(
                "object",
                "generic",
                -2,
                Set.of(Flag.READONLY),
                0,
                0,
                0,
                request -> request.length > 2 ? new int[] {2} : new int[0],
                ObjectCommand::run));
    }

    private static void run(Call call) {
        if (call.is(1, "HELP") && call.count() == 2) {
            call.out().array(HELP.size());
            HELP.forEach(line -> call.out().simple(line));
        } else if (call.is(1, "ENCODING")) {
            Entry entry = look(call, "encoding");
            if (entry != null) {
                call.out().bulk(Encoding.of(entry, call.server().settings()));
            }
        } else if (call.is(1, "REFCOUNT")) {
            if (look(call, "refcount") != null) {
                call.out().integer(1);
            }
        } else if (call.is(1, "IDLETIME")) {
            Entry entry = look(call, "idletime");
            if (entry != null) {
                if (countsUses(call)) {
                    throw new CommandException(
                            "ERR An LFU maxmemory policy is selected, idle time not tracked. Please note that when switching "
                                    + "between policies at runtime LRU and LFU data will take some time to adjust.");
                }
                call.out().integer(call.keyspace().idleSeconds(entry));
            }
        } else if (call.is(1, "FREQ")) {
            Entry entry = look(call, "freq");
            if (entry != null && countsUses(call)) {
                call.out().integer(call.keyspace().useCount(entry));
            } else if (entry != null) {
                throw new CommandException(
                        "ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please note that "
                                + "when switching between policies at runtime LRU and LFU data will take some time to adjust.");
            }
        } else {
            throw CommandException.unknownSubcommand("object", call.argument(1));
        }
    }

    private static boolean countsUses(Call call) {
        return call.server().settings().policy().countsUses();
    }

    /** The entry; null if there is none, which is then answered. */
    private static @Nullable Entry look(Call call, String subcommand) {
        if (call.count() != 3) {
            throw CommandException.wrongArity("object|" + subcommand);
        }
        Entry entry = call.glance(call.key(2));
        if (entry == null) {
            call.out().nil();
        }
        return entry;
    }
}

package dev.baton.node.command;

import dev.baton.node.keyspace.Entry;
import java.util.List;

/** MEMORY: what a key takes, and what all of them do. */
final class MemoryCommand {
    private MemoryCommand() {}

    static List<CommandDefinition> definitions() {
        return List.of(new Subcommands("memory")
                .withKey(
                        "usage",
                        -3,
                        MemoryCommand::usage,
                        "<key> [SAMPLES <count>]",
                        "About how many bytes a key and its value take.",
                        Flag.READONLY)
                .with("stats", 2, MemoryCommand::stats, "", "What memory is used for.", Flag.ALWAYS)
                .with(
                        "doctor",
                        2,
                        MemoryCommand::doctor,
                        "",
                        "Says whether memory runs short, for people.",
                        Flag.ALWAYS)
                .with(
                        "malloc-stats",
                        2,
                        MemoryCommand::allocator,
                        "",
                        "Where memory is told of in detail.",
                        Flag.ALWAYS)
                .with(
                        "purge",
                        2,
                        call -> call.out().ok(),
                        "",
                        "Does nothing: memory is given back by itself.",
                        Flag.ALWAYS)
                .define("server", -2, Flag.ALWAYS));
    }

    private static void usage(Call call) {
        for (int i = 3; i < call.count(); i += 2) {
            if (!call.is(i, "SAMPLES") || i + 1 == call.count()) {
                throw CommandException.syntax();
            }
            if (call.integer(i + 1) < 0) {
                throw CommandException.syntax();
            }
        }
        Entry entry = call.glance(call.key(2));
        if (entry == null) {
            call.out().nil();
        } else {
            call.out().integer(entry.bytes());
        }
    }

    private static void stats(Call call) {
        long used = call.keyspace().usedBytes();
        int keys = call.keyspace().size();
        call.out().map(7);
        field(call, "peak.allocated", Math.max(used, call.server().statistics().peakMemory()));
        field(call, "total.allocated", used);
        field(call, "keys.count", keys);
        field(call, "keys.bytes-per-key", keys == 0 ? 0 : used / keys);
        field(call, "dataset.bytes", used);
        field(call, "maxmemory", call.server().maxMemory());
        field(call, "evicted_keys", call.server().statistics().evicted(call.keyspace()));
    }

    private static void field(Call call, String name, long value) {
        call.out().bulk(name);
        call.out().integer(value);
    }

    private static void doctor(Call call) {
        long used = call.keyspace().usedBytes();
        long most = call.server().maxMemory();
        String text = most == 0
                ? "There is no bound: set spec.limits.maxMemory, or a memory limit of the pod, in the ReplicatedDatabase."
                : used * 10 < most * 9
                        ? "Keys and values take " + used * 100 / most + " % of what they may."
                        : "Keys and values take " + used * 100 / most
                                + " % of what they may: raise spec.limits.maxMemory, or choose a maxmemory-policy"
                                + " that evicts.";
        call.out().text(text);
    }

    private static void allocator(Call call) {
        call.out()
                .text(
                        "The process is a Java program: INFO memory and the metrics port tell of its heap and its buffers.");
    }
}

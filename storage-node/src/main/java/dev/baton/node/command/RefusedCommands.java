package dev.baton.node.command;

import static dev.baton.node.command.CommandDefinition.keyless;

import java.util.List;

/** What Redis has for its operator and Kubernetes does here: refused, with the way to do it. */
final class RefusedCommands {
    private static final String LEADER =
            "ERR the operator decides who leads: kubectl annotate rdb <name> baton.dev/switchover=<member> hands over";

    private RefusedCommands() {}

    static List<CommandDefinition> definitions() {
        return List.of(
                refused("replicaof", 3, LEADER),
                refused("slaveof", 3, LEADER),
                refused("failover", -1, LEADER),
                refused(
                        "shutdown",
                        -1,
                        "ERR a member that ends is started again: kubectl delete pod <pod> restarts it, kubectl delete rdb <name> ends the database"),
                refused(
                        "save",
                        1,
                        "ERR snapshots are taken as the log grows, and every acknowledged write is in the log: there is nothing to save"),
                refused(
                        "bgsave",
                        -1,
                        "ERR snapshots are taken as the log grows, and every acknowledged write is in the log: there is nothing to save"),
                refused(
                        "bgrewriteaof",
                        1,
                        "ERR the log is cut behind snapshots by itself: there is no append-only file to rewrite"),
                refused("swapdb", 3, "ERR there is database 0 only, so nothing to swap it with"),
                refused(
                        "waitaof",
                        4,
                        "ERR an acknowledged write is on the disks that spec.replication.acknowledge asks for already; WAIT counts followers"),
                new Subcommands("debug")
                        .with(
                                "sleep",
                                3,
                                RefusedCommands::sleep,
                                "<seconds>",
                                "Refused: it would stop all clients.",
                                Flag.ALWAYS)
                        .with("jmap", 2, RefusedCommands::sleep, "", "Refused: it would stop all clients.", Flag.ALWAYS)
                        .define("server", -2, Flag.ALWAYS),
                new Subcommands("function")
                        .with(
                                "flush",
                                -2,
                                RefusedCommands::flushFunctions,
                                "[ASYNC|SYNC]",
                                "Does nothing: there are no functions.",
                                Flag.ALWAYS)
                        .define("scripting", -2, Flag.ALWAYS));
    }

    private static CommandDefinition refused(String name, int arity, String why) {
        return keyless(
                name,
                "server",
                arity,
                call -> {
                    throw new CommandException(why);
                },
                Flag.ALWAYS);
    }

    private static void sleep(Call call) {
        throw new CommandException(
                "ERR DEBUG is refused: it would stop this member for all clients, and another would be elected");
    }

    private static void flushFunctions(Call call) {
        if (call.count() > 3 || call.count() == 3 && !call.is(2, "ASYNC") && !call.is(2, "SYNC")) {
            throw new CommandException("ERR FUNCTION FLUSH only supports SYNC|ASYNC option");
        }
        call.out().ok();
    }
}

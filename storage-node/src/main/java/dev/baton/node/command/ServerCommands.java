package dev.baton.node.command;

import static dev.baton.node.command.CommandDefinition.keyless;

import dev.baton.node.resp.Integers;
import dev.baton.node.resp.ReplyWriter;
import dev.baton.protocol.Position;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** INFO ROLE WAIT TIME CONFIG. */
final class ServerCommands {
    private static final Set<String> ALL_SECTIONS = Set.of("all", "everything", "default");

    private static final long MOST_TIMEOUT_MILLIS = Duration.ofDays(36_500).toMillis();

    private ServerCommands() {}

    static List<CommandDefinition> definitions() {
        return List.of(
                keyless("info", "server", -1, ServerCommands::info, Flag.ALWAYS),
                keyless("role", "server", 1, ServerCommands::role, Flag.ALWAYS, Flag.FAST),
                keyless("wait", "generic", 3, ServerCommands::await, Flag.ALWAYS),
                keyless("time", "server", 1, ServerCommands::time, Flag.ALWAYS, Flag.FAST),
                keyless("config", "server", -2, ServerCommands::config, Flag.ALWAYS));
    }

    private static void info(Call call) {
        Set<String> wanted = new HashSet<>();
        for (int i = 1; i < call.count(); i++) {
            wanted.add(CommandExecutor.lowerCase(call.argument(i)));
        }
        boolean all = wanted.isEmpty() || wanted.stream().anyMatch(ALL_SECTIONS::contains);
        List<ServerState.InfoSection> sections = new ArrayList<>(call.server().info());
        sections.add(memory(call));
        sections.add(keyspace(call));
        StringBuilder text = new StringBuilder();
        for (ServerState.InfoSection section : sections) {
            if (all || wanted.contains(section.name().toLowerCase(Locale.ROOT))) {
                if (!text.isEmpty()) {
                    text.append("\r\n");
                }
                text.append("# ").append(section.name()).append("\r\n");
                section.fields()
                        .forEach((name, value) -> text.append(name)
                                .append(':')
                                .append(value.replace('\r', ' ').replace('\n', ' '))
                                .append("\r\n"));
            }
        }
        call.out().text(text.toString());
    }

    private static ServerState.InfoSection memory(Call call) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("used_memory_dataset", Long.toString(call.keyspace().usedBytes()));
        fields.put("maxmemory", Long.toString(call.server().maxMemory()));
        fields.put("maxmemory_policy", "noeviction");
        return new ServerState.InfoSection("Memory", fields);
    }

    private static ServerState.InfoSection keyspace(Call call) {
        int keys = call.keyspace().size();
        return new ServerState.InfoSection(
                "Keyspace",
                keys == 0
                        ? Map.of()
                        : Map.of(
                                "db0",
                                "keys=" + keys + ",expires=" + call.keyspace().expiringKeys() + ",avg_ttl=0"));
    }

    private static void role(Call call) {
        ReplyWriter out = call.out();
        ServerState.Role role = call.server().role();
        if (role instanceof ServerState.Role.Leader leader) {
            out.array(3);
            out.bulk("master");
            out.integer(leader.offset());
            out.array(leader.followers().size());
            for (ServerState.Role.FollowerOfLeader follower : leader.followers()) {
                out.array(3);
                out.bulk(follower.host());
                out.bulk(Integer.toString(follower.port()));
                out.bulk(Long.toString(follower.offset()));
            }
        } else if (role instanceof ServerState.Role.Follower follower) {
            out.array(5);
            out.bulk("slave");
            out.bulk(follower.leaderHost());
            out.integer(follower.leaderPort());
            out.bulk(follower.state());
            out.integer(follower.offset());
        }
    }

    private static void await(Call call) {
        if (!(call.server().role() instanceof ServerState.Role.Leader)) {
            throw new CommandException(
                    "ERR WAIT cannot be used with replica instances. Please also note that since Redis 4.0 if a replica is "
                            + "configured to be writable (which is not the default) writes to replicas are just local and are not propagated.");
        }
        long followers = call.integer(1);
        if (!Integers.isLong(call.argument(2))) {
            throw new CommandException("ERR timeout is not an integer or out of range");
        }
        long timeoutMillis = Integers.parse(call.argument(2));
        if (timeoutMillis < 0) {
            throw new CommandException("ERR timeout is negative");
        }
        Position lastWrite = call.session().lastWrite();
        if (!call.server().stillHolds(lastWrite)) {
            // Whoever holds this offset holds other records there.
            throw new CommandException(
                    "ERR the last write of this connection was discarded: another member led after it, without it");
        }
        long offset = lastWrite.offset();
        int holding = call.server().followersHolding(offset);
        if (holding >= followers || call.inExec()) {
            call.out().integer(holding);
        } else {
            // What doesn't fit a clock of nanoseconds is no end at all, rather than one that is over.
            long ends = timeoutMillis > MOST_TIMEOUT_MILLIS ? 0 : timeoutMillis;
            call.waitFor(new Execution.PendingWait(offset, followers, ends));
        }
    }

    private static void time(Call call) {
        call.out().array(2);
        call.out().bulk(Long.toString(Math.floorDiv(call.nowMillis(), 1000L)));
        call.out().bulk(Long.toString(Math.floorMod(call.nowMillis(), 1000L) * 1000));
    }

    private static void config(Call call) {
        if (call.is(1, "GET") && call.count() > 2) {
            Map<String, String> found = new LinkedHashMap<>();
            for (int i = 2; i < call.count(); i++) {
                GlobPattern pattern = new GlobPattern(
                        CommandExecutor.lowerCase(call.argument(i)).getBytes(StandardCharsets.UTF_8));
                call.server().configuration().forEach((name, value) -> {
                    if (pattern.matches(name.getBytes(StandardCharsets.UTF_8))) {
                        found.put(name, value);
                    }
                });
            }
            call.out().map(found.size());
            found.forEach((name, value) -> {
                call.out().bulk(name);
                call.out().bulk(value);
            });
        } else if (call.is(1, "GET")) {
            throw CommandException.wrongArity("config|get");
        } else if (call.is(1, "SET")) {
            throw new CommandException(
                    "ERR CONFIG SET isn't supported: change the ReplicatedDatabase resource instead");
        } else {
            throw CommandException.unknownSubcommand("config", call.argument(1));
        }
    }
}

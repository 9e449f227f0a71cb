package dev.baton.node.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code docs/commands.md}: every command of Redis 7.0, and what becomes of it here. */
final class CommandsPage {
    static final String COMMAND = "mvn -pl storage-node -am test -Dbaton.update=true";

    /** Families none of whose commands exist here, and why. */
    static final Map<String, String> ABSENT_FAMILIES = Map.of(
            "stream", "no streams",
            "geo", "no geographic indexes",
            "hyperloglog", "no HyperLogLog",
            "scripting", "no scripts: `MULTI` and `WATCH` do most of what they are for",
            "cluster", "all keys are on every member");

    /** Commands that don't exist here, and why. */
    static final Map<String, String> ABSENT = Map.ofEntries(
            Map.entry("migrate", "a member is seeded by Baton itself"),
            Map.entry("module", "no modules"),
            Map.entry("pfdebug", "no HyperLogLog"),
            Map.entry("pfselftest", "no HyperLogLog"),
            Map.entry("psync", "members replicate on a port of their own"),
            Map.entry("sync", "members replicate on a port of their own"),
            Map.entry("replconf", "members replicate on a port of their own"),
            Map.entry("restore-asking", "all keys are on every member"),
            Map.entry("spublish", "all channels are on every member: `PUBLISH`"),
            Map.entry("ssubscribe", "all channels are on every member: `SUBSCRIBE`"),
            Map.entry("sunsubscribe", "all channels are on every member: `UNSUBSCRIBE`"));

    /** How a command that exists here differs from Redis' own. */
    static final Map<String, String> DIFFERS = Map.ofEntries(
            Map.entry(
                    "acl",
                    "users come from the key `users.acl` of the clients' Secret: what would change them is refused. No selectors, no `%R~`; channels aren't"
                            + " restricted"),
            Map.entry("bgrewriteaof", "refused: the log is cut behind snapshots by itself"),
            Map.entry("bgsave", "refused: snapshots are taken as the log grows"),
            Map.entry("command", "`DOCS` tells family and age only"),
            Map.entry(
                    "config",
                    "`SET` lasts until the process ends and concerns this member alone; `REWRITE` is refused"),
            Map.entry("debug", "refused"),
            Map.entry(
                    "bitfield",
                    "`OVERFLOW SAT` takes -9223372036854775808 for the least number of a type, Redis 7.0 for the greatest; what changes nothing is no keyspace event"),
            Map.entry("lpos", "refuses the rank -9223372036854775808, which can't be negated"),
            Map.entry("lrem", "refuses the count -9223372036854775808, which can't be negated"),
            Map.entry("ltrim", "what changes nothing is no keyspace event"),
            Map.entry("mset", "a key named twice is one keyspace event"),
            Map.entry("msetnx", "a key named twice is one keyspace event"),
            Map.entry("dump", "the plain form of each type, which Redis reads and keeps as it sees fit"),
            Map.entry("failover", "refused: `kubectl annotate rdb NAME baton.dev/switchover=MEMBER`"),
            Map.entry("flushall", "`ASYNC` and `SYNC` are the same: nobody waits for memory to be freed"),
            Map.entry("flushdb", "`ASYNC` and `SYNC` are the same: nobody waits for memory to be freed"),
            Map.entry("function", "`FLUSH` alone, which does nothing"),
            Map.entry("hrandfield", "at most 1048576 fields with repetitions"),
            Map.entry("info", "what nobody measures here is left out; `baton_…` fields tell of the member"),
            Map.entry("lastsave", "of the newest snapshot on this member's volume"),
            Map.entry("latency", "`DOCTOR` and `GRAPH` in words and drawings of our own"),
            Map.entry(
                    "lcs",
                    "refused where the product of both lengths exceeds 33554432: nobody else would be served meanwhile"),
            Map.entry("memory", "bytes are estimates; `STATS` has fewer fields, `PURGE` does nothing"),
            Map.entry(
                    "monitor",
                    "refused: it would show every client's data to one; `SLOWLOG` and `LATENCY` show what is slow"),
            Map.entry("move", "refused: there is database 0 only"),
            Map.entry(
                    "object",
                    "`ENCODING` goes by type and size, whatever the value was before; `REFCOUNT` is always 1"),
            Map.entry("replicaof", "refused: `kubectl annotate rdb NAME baton.dev/switchover=MEMBER`"),
            Map.entry(
                    "restore",
                    "refused where a field or member comes twice; `IDLETIME` and `FREQ` are checked, not kept"),
            Map.entry("save", "refused: snapshots are taken as the log grows"),
            Map.entry("select", "database 0 only"),
            Map.entry("shutdown", "refused: `kubectl delete pod POD` restarts a member"),
            Map.entry("slaveof", "refused: `kubectl annotate rdb NAME baton.dev/switchover=MEMBER`"),
            Map.entry("sort", "`ALPHA` compares bytes, in no language's order"),
            Map.entry("sort_ro", "`ALPHA` compares bytes, in no language's order"),
            Map.entry("srandmember", "at most 1048576 members with repetitions"),
            Map.entry("swapdb", "refused: there is database 0 only"),
            Map.entry(
                    "waitaof",
                    "of Redis 7.2; refused: an acknowledged write is on disk as `spec.replication.acknowledge` asks"),
            Map.entry("zrandmember", "at most 1048576 members with repetitions"));

    private final Commands commands = new Commands();
    private final StringBuilder page = new StringBuilder();

    String markdown() {
        line("<!-- Generated from the command classes: " + COMMAND + " -->");
        line("# Commands");
        line("");
        line(
                "What becomes of each command of Redis 7.0: supported, supported but different, or absent. An absent one is answered as");
        line(
                "Redis answers what it doesn't know. Replies, their types in RESP2 and RESP3, and error texts are those of Redis 7.0 unless");
        line(
                "said otherwise. A write is answered once the members that the mode asks for hold it; followers answer reads, and `-READONLY`");
        line("to writes.");
        line("");
        line(
                "What `CONFIG SET` changes lasts until the member's process ends, and no other member learns of it: what shall stay belongs");
        line(
                "in the `ReplicatedDatabase`. `maxmemory` and `maxclients` can be lowered below what it says, not raised.");
        families().forEach(this::family);
        return page.toString();
    }

    /** Names of Redis' commands and ours by family. */
    private Map<String, List<String>> families() {
        Map<String, String> familyOf = new TreeMap<>();
        RedisCommand.all().values().stream()
                .filter(command -> command.name().indexOf('|') < 0)
                .forEach(command -> familyOf.put(command.name(), command.group()));
        commands.all().forEach(definition -> familyOf.putIfAbsent(definition.name(), definition.group()));
        Map<String, List<String>> families = new LinkedHashMap<>();
        for (String family : List.of(
                "connection",
                "generic",
                "string",
                "bitmap",
                "hash",
                "list",
                "set",
                "sorted-set",
                "transactions",
                "pubsub",
                "server",
                "scripting",
                "stream",
                "geo",
                "hyperloglog",
                "cluster")) {
            families.put(
                    family,
                    familyOf.keySet().stream()
                            .filter(name -> family.equals(familyOf.get(name)))
                            .toList());
        }
        return families;
    }

    private void family(String family, List<String> names) {
        line("");
        line("## " + family);
        line("");
        line("| Command | | |");
        line("|---|---|---|");
        for (String name : names) {
            CommandDefinition definition = commands.named(name);
            String shown = "`" + name.toUpperCase(java.util.Locale.ROOT) + "`" + subcommands(definition);
            if (definition == null) {
                line("| " + shown + " | absent | " + whyAbsent(name, family) + " |");
            } else {
                String difference = DIFFERS.getOrDefault(name, "");
                line("| " + shown + " | " + (difference.isEmpty() ? "supported" : "differs") + " | " + difference
                        + " |");
            }
        }
    }

    private static String subcommands(@Nullable CommandDefinition definition) {
        if (definition == null || definition.subcommands().isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        for (CommandDefinition subcommand : definition.subcommands()) {
            String name = subcommand.name().substring(definition.name().length() + 1);
            text.append(text.isEmpty() ? ": " : " ").append(name.toUpperCase(java.util.Locale.ROOT));
        }
        return text.toString();
    }

    static String whyAbsent(String name, String family) {
        return ABSENT.getOrDefault(name, ABSENT_FAMILIES.getOrDefault(family, "not yet"));
    }

    private void line(String text) {
        page.append(text).append('\n');
    }
}

package dev.baton.node.differential;

import java.util.Map;
import java.util.Set;

/** How the replies of each command are compared: exactly, unless it is named here. */
final class Rules {
    /** Seconds that the two servers may disagree about how long a key has left. */
    private static final long SECONDS = 2;

    private static final Map<String, Rule> BY_NAME = Map.ofEntries(
            Map.entry("smembers", Rule.ANY_ORDER),
            Map.entry("sunion", Rule.ANY_ORDER),
            Map.entry("sinter", Rule.ANY_ORDER),
            Map.entry("sdiff", Rule.ANY_ORDER),
            Map.entry("hkeys", Rule.ANY_ORDER),
            Map.entry("hvals", Rule.ANY_ORDER),
            Map.entry("keys", Rule.ANY_ORDER),
            Map.entry("hgetall", Rule.PAIRS_IN_ANY_ORDER),
            Map.entry("scan", Rule.SCAN),
            Map.entry("sscan", Rule.SCAN),
            Map.entry("hscan", Rule.SCAN),
            Map.entry("zscan", Rule.SCAN),
            Map.entry("randomkey", Rule.CHOICE),
            Map.entry("srandmember", Rule.CHOICE),
            Map.entry("hrandfield", Rule.CHOICE),
            Map.entry("zrandmember", Rule.CHOICE),
            Map.entry("spop", Rule.CHOICE),
            Map.entry("ttl", Rule.near(SECONDS)),
            Map.entry("pttl", Rule.near(SECONDS * 1000)),
            Map.entry("expiretime", Rule.near(SECONDS)),
            Map.entry("pexpiretime", Rule.near(SECONDS * 1000)),
            Map.entry("hello", Rule.keysOfMap(Set.of("server", "proto", "mode", "role", "modules"))),
            Map.entry("time", Rule.SHAPE),
            Map.entry("lastsave", Rule.SHAPE),
            Map.entry("role", Rule.SHAPE),
            Map.entry("lolwut", Rule.SHAPE),
            Map.entry("dump", Rule.SHAPE),
            Map.entry("command|info", Rule.COMMAND_INFO),
            Map.entry("client|id", Rule.SHAPE),
            Map.entry("client|list", Rule.SHAPE),
            Map.entry("client|info", Rule.SHAPE),
            Map.entry("memory|usage", Rule.SHAPE),
            Map.entry("object|refcount", Rule.SHAPE),
            Map.entry("sort", Rule.SORTED),
            Map.entry("sort_ro", Rule.SORTED),
            Map.entry("object|encoding", Rule.ENCODING),
            Map.entry("object|idletime", Rule.near(SECONDS)),
            Map.entry("pubsub|channels", Rule.ANY_ORDER),
            Map.entry("slowlog|get", Rule.ANSWERED),
            Map.entry("slowlog|len", Rule.SHAPE));

    /** Whose first argument may be the word HELP without asking for help. */
    private static final Set<String> TAKE_ANY_WORD = Set.of("ping", "echo", "get", "del", "exists");

    private Rules() {}

    static Rule of(Request request) {
        if (request.word(1).equals("help") && request.words().size() == 2 && !TAKE_ANY_WORD.contains(request.name())) {
            return Rule.ANSWERED;
        }
        Rule ofSubcommand = BY_NAME.get(request.name() + "|" + request.word(1));
        return ofSubcommand != null ? ofSubcommand : BY_NAME.getOrDefault(request.name(), Rule.EXACT);
    }
}

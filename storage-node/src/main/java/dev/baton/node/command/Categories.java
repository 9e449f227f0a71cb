package dev.baton.node.command;

import java.util.ArrayList;
import java.util.List;

/** The ACL categories of commands. */
final class Categories {
    /** All of Redis 7.0, as ACL CAT lists them. */
    static final List<String> ALL = List.of(
            "keyspace",
            "read",
            "write",
            "set",
            "sortedset",
            "list",
            "hash",
            "string",
            "bitmap",
            "hyperloglog",
            "geo",
            "stream",
            "pubsub",
            "admin",
            "fast",
            "slow",
            "blocking",
            "dangerous",
            "connection",
            "transaction",
            "scripting");

    private Categories() {}

    /** As Redis has it; of a command of ours, by its flags. */
    static List<String> of(CommandDefinition definition) {
        RedisCommand declared = RedisCommand.named(definition.name());
        if (declared != null) {
            return declared.categories();
        }
        List<String> categories = new ArrayList<>();
        if (definition.isWrite()) {
            categories.add("write");
        }
        if (definition.has(Flag.READONLY)) {
            categories.add("read");
        }
        categories.add(definition.has(Flag.FAST) ? "fast" : "slow");
        return categories;
    }
}

package dev.baton.node.keyspace;

/** What kind of value a key holds. */
public enum ValueType {
    STRING("string"),
    HASH("hash"),
    LIST("list"),
    SET("set"),
    SORTED_SET("zset");

    private final String wireName;

    ValueType(String wireName) {
        this.wireName = wireName;
    }

    /** As TYPE answers it. */
    public String wireName() {
        return wireName;
    }
}

package dev.baton.node.command;

import dev.baton.node.keyspace.ValueType;

/** Kinds of keyspace events, as {@code notify-keyspace-events} chooses among them. */
public enum EventClass {
    GENERIC('g'),
    STRING('$'),
    LIST('l'),
    SET('s'),
    HASH('h'),
    SORTED_SET('z'),
    EXPIRED('x'),
    EVICTED('e'),
    STREAM('t'),
    MODULE('d'),
    NEW('n'),
    KEY_MISS('m');

    final char letter;

    EventClass(char letter) {
        this.letter = letter;
    }

    /** Of what is done to a value of this type. */
    static EventClass ofType(ValueType type) {
        return switch (type) {
            case STRING -> STRING;
            case HASH -> HASH;
            case LIST -> LIST;
            case SET -> SET;
            case SORTED_SET -> SORTED_SET;
        };
    }

    /** Of what a command of this group does to a key. */
    static EventClass ofGroup(String group) {
        return switch (group) {
            case "string", "bitmap" -> STRING;
            case "list" -> LIST;
            case "set" -> SET;
            case "hash" -> HASH;
            case "sorted-set" -> SORTED_SET;
            default -> GENERIC;
        };
    }
}

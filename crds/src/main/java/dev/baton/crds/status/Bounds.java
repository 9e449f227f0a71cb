package dev.baton.crds.status;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long the strings and lists of a status may be, so that all of it stays below 32 KiB: the API server refuses a status that is longer
 * than its schema says, and a database whose status can't be written tells nobody what happened.
 */
public final class Bounds {
    /** Members and those that are leaving: twice the greatest {@code replicas}. */
    public static final int MEMBERS = 14;

    public static final int REQUESTS = 5;
    public static final int FAILOVERS = 10;

    /** Who judged a leader lost: the operator and a few followers; more add nothing. */
    public static final int JUDGES = 4;

    /** Members an election looked at: the greatest {@code replicas}. */
    public static final int CANDIDATES = 7;

    public static final int CONDITIONS = 16;

    /** Characters of a member's or pod's name: the 40 of the database's, and its numbers. */
    public static final int NAME = 48;

    /** Characters of a node's name. */
    public static final int NODE = 253;

    /** Characters of a message. */
    public static final int TEXT = 400;

    /** Characters of a member's last error. */
    public static final int ERROR = 128;

    /** Characters of an id or a position. */
    public static final int ID = 64;

    private Bounds() {}

    /** The text, cut to the bound with an ellipsis where it is longer. */
    public static String text(String text, int bound) {
        return text.length() <= bound ? text : text.substring(0, bound - 1) + "…";
    }

    static @Nullable String textOrNull(@Nullable String text, int bound) {
        return text == null ? null : text(text, bound);
    }

    /** The first {@code bound} elements; none for null. */
    static <T> List<T> list(@Nullable List<T> list, int bound) {
        return list == null ? List.of() : List.copyOf(list.size() <= bound ? list : list.subList(0, bound));
    }
}

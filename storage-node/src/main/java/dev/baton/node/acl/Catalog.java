package dev.baton.node.acl;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The commands that rules may name, also those that other servers have. Safe for use by several threads. */
public interface Catalog {
    /** Every command, {@code get} or {@code config|get}; containers such as {@code config} too. */
    Set<String> commands();

    /** The commands of a category, without the at sign; null if there is no such category. */
    @Nullable
    Set<String> category(String name);
}

package dev.baton.node.acl;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** All users as they are now, the default one among them. Any thread replaces them as a whole; what was read is never changed. */
public final class Users {
    private volatile Map<String, User> all = Map.of(User.DEFAULT_NAME, User.DEFAULT);

    /** @param users by name; who isn't among them is gone, but for the default user */
    public void replace(Map<String, User> users) {
        Map<String, User> next = new LinkedHashMap<>();
        next.put(User.DEFAULT_NAME, users.getOrDefault(User.DEFAULT_NAME, User.DEFAULT));
        next.putAll(users);
        all = next;
    }

    public @Nullable User find(String name) {
        return all.get(name);
    }

    /** Who clients are that said no name. */
    public User defaultUser() {
        return Objects.requireNonNull(all.get(User.DEFAULT_NAME));
    }

    /** By name. */
    public Map<String, User> all() {
        return Map.copyOf(all);
    }
}

package dev.baton.node.server;

import dev.baton.node.acl.AclException;
import dev.baton.node.acl.Catalog;
import dev.baton.node.acl.User;
import dev.baton.node.acl.UserLines;
import dev.baton.node.acl.Users;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Users from the file {@code users.acl} beside the clients' password, as a mounted Secret has it, read again while the process runs. A file with a
 * bad line is refused as a whole and the users known before stay; at the start those are the default one alone.
 *
 * <p>One thread at a time.
 */
final class UsersFile {
    /** Name of the file, and of the Secret's key. */
    static final String NAME = "users.acl";

    private final @Nullable Path file;
    private final Supplier<? extends Catalog> catalog;
    private final Users users;
    private final Journal journal;
    private String known = "";
    private String refused = "";

    /**
     * @param passwordFile null for none: there are no users besides the default one
     * @param catalog asked for when there are users
     */
    UsersFile(@Nullable Path passwordFile, Supplier<? extends Catalog> catalog, Users users, Journal journal) {
        this.file = passwordFile == null ? null : passwordFile.resolveSibling(NAME);
        this.catalog = catalog;
        this.users = users;
        this.journal = journal;
    }

    /** Reads the file again. @return whether the users are others now */
    boolean readAgain() {
        if (file == null) {
            return false;
        }
        String text = "";
        try {
            text = Files.exists(file) ? Files.readString(file) : "";
            if (text.equals(known)) {
                refused = "";
                return false;
            }
            Map<String, User> next = new UserLines(catalog.get()).read(text);
            users.replace(next);
            known = text;
            refused = "";
            journal.info("users were read: " + String.join(" ", next.keySet()));
            return true;
        } catch (AclException | IOException bad) {
            String why = String.valueOf(bad.getMessage());
            if (!why.equals(refused)) { // said once, not every second
                journal.error(NAME + " is refused, the users known stay: " + why);
                refused = why;
            }
            return false;
        }
    }
}

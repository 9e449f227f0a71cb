package dev.baton.node.command;

import dev.baton.node.acl.AclLog;
import dev.baton.node.acl.User;
import dev.baton.node.acl.Users;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a user may run a request. Loop thread only. */
final class Permissions {
    /** Null until somebody is restricted, or asks: most databases have one user. */
    private @Nullable CommandCatalog catalog;

    private final AclLog log = new AclLog();
    private final Users users;

    Permissions(Users users) {
        this.users = users;
    }

    Users users() {
        return users;
    }

    AclLog log() {
        return log;
    }

    CommandCatalog catalog() {
        CommandCatalog known = catalog;
        if (known == null) {
            known = new CommandCatalog();
            catalog = known;
        }
        return known;
    }

    /** Why the session's user may not run it, as an error reply; null if it may. Notes it in the log. */
    @Nullable
    String refusal(Session session, CommandDefinition definition, byte[][] request, long nowMillis) {
        User user = session.user();
        if (user.unrestricted() || definition.has(Flag.NO_AUTH)) {
            return null;
        }
        String command = catalog().named(definition, request);
        if (!user.mayRun(command)) {
            note(session, "command", command, nowMillis);
            return "NOPERM this user has no permissions to run the '" + command + "' command";
        }
        byte[] key = forbiddenKey(user, definition, request);
        if (key != null) {
            note(session, "key", Texts.forPeople(key, 128), nowMillis);
            return "NOPERM this user has no permissions to access one of the keys used as arguments";
        }
        return null;
    }

    /** As ACL DRYRUN tells it; null if the user may. */
    @Nullable
    String wouldRefuse(User user, CommandDefinition definition, byte[][] request) {
        if (user.unrestricted() || definition.has(Flag.NO_AUTH)) {
            return null;
        }
        String command = catalog().named(definition, request);
        if (!user.mayRun(command)) {
            return "This user has no permissions to run the '" + command + "' command";
        }
        byte[] key = forbiddenKey(user, definition, request);
        return key == null
                ? null
                : "This user has no permissions to access the '" + Texts.forPeople(key, 128) + "' key";
    }

    /** Somebody said a wrong password, or the name of nobody. */
    void wrongPassword(Session session, String name, long nowMillis) {
        log.add(new AclLog.Refusal("auth", context(session), "AUTH", name, session.describe(nowMillis)), nowMillis);
    }

    private void note(Session session, String reason, String object, long nowMillis) {
        log.add(
                new AclLog.Refusal(
                        reason, context(session), object, session.user().name(), session.describe(nowMillis)),
                nowMillis);
    }

    private static String context(Session session) {
        return session.inMulti() ? "multi" : "toplevel";
    }

    private static byte @Nullable [] forbiddenKey(User user, CommandDefinition definition, byte[][] request) {
        if (user.mayUseAllKeys()) {
            return null;
        }
        List<GlobPattern> patterns = user.keyPatterns().stream()
                .map(pattern -> new GlobPattern(pattern.getBytes(StandardCharsets.UTF_8)))
                .toList();
        for (int position : definition.keys().positions(request)) {
            byte[] key = request[position];
            if (patterns.stream().noneMatch(pattern -> pattern.matches(key))) {
                return key;
            }
        }
        return definition.name().startsWith("sort") ? keyOfAnyName(request) : null;
    }

    /** SORT reads keys that its patterns make up, which nobody can compare with those of the user. */
    private static byte @Nullable [] keyOfAnyName(byte[][] request) {
        for (int i = 2; i + 1 < request.length; i++) {
            if (Texts.equalsIgnoringCase(request[i], "BY") || Texts.equalsIgnoringCase(request[i], "GET")) {
                return request[i + 1];
            }
        }
        return null;
    }
}

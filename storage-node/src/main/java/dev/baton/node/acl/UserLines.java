package dev.baton.node.acl;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads users, one a line, {@code user NAME RULE...}, as Redis writes them. The rules: {@code on off nopass >password #sha256 ~pattern allkeys
 * &* allchannels +@category -@category +command -command}. Empty lines and those that begin with {@code #} are passed over. One bad line spoils
 * all: half of what somebody meant could let in whom it shouldn't.
 *
 * <p>Without a rule that says otherwise a user is off and may do nothing. The user {@code default} has its password elsewhere.
 */
public final class UserLines {
    private static final int HASH_DIGITS = 64;

    private final Catalog catalog;

    public UserLines(Catalog catalog) {
        this.catalog = catalog;
    }

    /** @return by name, in order */
    public Map<String, User> read(String text) throws AclException {
        Map<String, User> users = new LinkedHashMap<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            String content = line.strip();
            if (!content.isEmpty() && !content.startsWith("#")) {
                try {
                    User user = user(content.split("\\s+"));
                    if (users.put(user.name(), user) != null) {
                        throw new AclException("the user " + user.name() + " has a line already");
                    }
                } catch (AclException bad) {
                    throw new AclException("line " + number + ": " + bad.getMessage());
                }
            }
        }
        return users;
    }

    private User user(String[] words) throws AclException {
        if (words.length < 2 || !words[0].equals("user")) {
            throw new AclException("it must begin with user and a name");
        }
        Building building = new Building(words[1]);
        for (int i = 2; i < words.length; i++) {
            building.rule(words[i]);
        }
        return building.done();
    }

    /** A user while its rules are being read. */
    private final class Building {
        private final String name;
        private boolean enabled;
        private boolean noPassword;
        private boolean allCommands;
        private final Set<String> passwords = new LinkedHashSet<>();
        private final List<String> patterns = new ArrayList<>();
        private final List<String> rules = new ArrayList<>();
        private final Set<String> commands = new LinkedHashSet<>();

        Building(String name) {
            this.name = name;
            this.enabled = name.equals(User.DEFAULT_NAME);
        }

        void rule(String rule) throws AclException {
            switch (rule.toLowerCase(Locale.ROOT)) {
                case "on" -> enabled = true;
                case "off" -> enabled = false;
                case "nopass" -> {
                    keepsNoPassword(rule);
                    noPassword = true;
                }
                case "allkeys" -> patterns.add("*");
                case "&*", "allchannels" -> {
                    // Channels aren't restricted.
                }
                default -> {
                    switch (rule.charAt(0)) {
                        case '>' -> {
                            keepsNoPassword(">...");
                            passwords.add(User.hash(rule.substring(1).getBytes(StandardCharsets.UTF_8)));
                        }
                        case '#' -> {
                            keepsNoPassword("#...");
                            passwords.add(checkedHash(rule.substring(1)));
                        }
                        case '~' -> patterns.add(rule.substring(1));
                        case '+', '-' -> commands(rule.toLowerCase(Locale.ROOT));
                        default ->
                            throw new AclException("the rule '" + rule
                                    + "' is none of on, off, nopass, >password, #sha256, ~pattern, allkeys, allchannels, +@category, "
                                    + "-@category, +command, -command");
                    }
                }
            }
        }

        private void keepsNoPassword(String rule) throws AclException {
            if (name.equals(User.DEFAULT_NAME)) {
                throw new AclException(
                        "the password of the user default is the Secret's key password, so it can't have '" + rule
                                + "' here");
            }
        }

        private void commands(String rule) throws AclException {
            boolean adds = rule.charAt(0) == '+';
            String named = rule.substring(1);
            Set<String> meant = meant(named);
            if (meant == null) {
                throw new AclException("the rule '" + rule + "' names no command and no category of Redis 7.0");
            }
            if (adds) {
                commands.addAll(meant);
            } else {
                commands.removeAll(meant);
            }
            allCommands = adds && (allCommands || named.equals("@all"));
            rules.add(rule);
        }

        private @Nullable Set<String> meant(String named) {
            if (named.startsWith("@")) {
                return named.equals("@all") ? catalog.commands() : catalog.category(named.substring(1));
            }
            if (!catalog.commands().contains(named)) {
                return null;
            }
            Set<String> meant = new LinkedHashSet<>(Set.of(named));
            catalog.commands().stream()
                    .filter(command -> command.startsWith(named + "|"))
                    .forEach(meant::add);
            return meant;
        }

        User done() {
            boolean isDefault = name.equals(User.DEFAULT_NAME);
            List<String> keys = isDefault && patterns.isEmpty() ? List.of("*") : patterns;
            if (isDefault && rules.isEmpty()) {
                rules.add("+@all");
                allCommands = true;
            }
            boolean unrestricted = allCommands && keys.contains("*");
            return new User(
                    name,
                    enabled,
                    noPassword,
                    passwords,
                    keys,
                    rules,
                    unrestricted ? Set.of() : commands,
                    unrestricted);
        }
    }

    private static String checkedHash(String hash) throws AclException {
        if (hash.length() != HASH_DIGITS || !hash.matches("[0-9a-f]*")) {
            throw new AclException("a # is followed by the SHA-256 of a password, 64 hexadecimal digits in lower case");
        }
        return hash;
    }
}

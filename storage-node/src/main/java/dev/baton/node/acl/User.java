package dev.baton.node.acl;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * A user and what it may do. Never changes: when the lines do, there is another one.
 *
 * @param enabled whether anybody can be let in as this user
 * @param noPassword whether any password is right
 * @param passwords SHA-256 of each, in hexadecimal digits
 * @param keyPatterns it may use keys that match one of them
 * @param rules for commands, in the order in which they apply, as they were written
 * @param commands what it may run, {@code get} or {@code config|get}; empty if it is unrestricted
 * @param unrestricted whether it may run every command on every key, also those that aren't known yet
 */
public record User(
        String name,
        boolean enabled,
        boolean noPassword,
        Set<String> passwords,
        List<String> keyPatterns,
        List<String> rules,
        Set<String> commands,
        boolean unrestricted) {
    public static final String DEFAULT_NAME = "default";

    private static final String ANY = "*";

    /** Who isn't restricted by any line; its password is kept elsewhere. */
    public static final User DEFAULT =
            new User(DEFAULT_NAME, true, false, Set.of(), List.of(ANY), List.of("+@all"), Set.of(), true);

    public User {
        passwords = Set.copyOf(passwords);
        keyPatterns = List.copyOf(keyPatterns);
        rules = List.copyOf(rules);
        commands = Set.copyOf(commands);
    }

    public boolean mayRun(String command) {
        return unrestricted || commands.contains(command);
    }

    /** Whether every key is open to it. */
    public boolean mayUseAllKeys() {
        return keyPatterns.contains(ANY);
    }

    /** Whether somebody who says this may be let in as this user; compares in constant time. */
    public boolean accepts(byte[] password) {
        boolean right = noPassword;
        byte[] said = hash(password).getBytes(StandardCharsets.US_ASCII);
        for (String known : passwords) {
            right |= MessageDigest.isEqual(known.getBytes(StandardCharsets.US_ASCII), said);
        }
        return enabled && right;
    }

    /** As ACL GETUSER tells what it may run. */
    public String describeCommands() {
        String told = String.join(" ", rules);
        return told.startsWith("+@all") || told.startsWith("-@all") ? told : ("-@all " + told).strip();
    }

    /** As ACL GETUSER tells what keys it may use. */
    public String describeKeys() {
        StringBuilder told = new StringBuilder();
        for (String pattern : keyPatterns) {
            told.append(told.isEmpty() ? "~" : " ~").append(pattern);
        }
        return told.toString();
    }

    /** A line of ACL LIST. */
    public String describe() {
        StringBuilder line = new StringBuilder("user ").append(name).append(enabled ? " on" : " off");
        if (noPassword) {
            line.append(" nopass");
        }
        passwords.stream().sorted().forEach(hash -> line.append(" #").append(hash));
        if (!keyPatterns.isEmpty()) {
            line.append(' ').append(describeKeys());
        }
        return line.append(" &* ").append(describeCommands()).toString();
    }

    static String hash(byte[] password) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(password));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /** Without passwords. */
    @Override
    public String toString() {
        return "user " + name + " " + describeKeys() + " " + describeCommands();
    }
}

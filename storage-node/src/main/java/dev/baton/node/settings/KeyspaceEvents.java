package dev.baton.node.settings;

/** The form of notify-keyspace-events: letters for kinds of events, {@code A} for most of them, {@code K} and {@code E} for the channels. */
final class KeyspaceEvents {
    private static final String KINDS = "g$lshzxetd";
    private static final String OTHERS = "KEmn";

    private KeyspaceEvents() {}

    /** In a fixed order, each letter once. */
    static String read(String before, String text) throws SettingRefusedException {
        String given = text.replace("A", KINDS);
        for (int i = 0; i < given.length(); i++) {
            if ((KINDS + OTHERS).indexOf(given.charAt(i)) < 0) {
                throw new SettingRefusedException("Invalid event class character. Use 'Ag$lshzxeKEtmdn'.");
            }
        }
        String kinds = among(KINDS, given);
        return (kinds.equals(KINDS) ? "A" : kinds) + among(OTHERS, given);
    }

    private static String among(String letters, String given) {
        StringBuilder kept = new StringBuilder();
        for (int i = 0; i < letters.length(); i++) {
            if (given.indexOf(letters.charAt(i)) >= 0) {
                kept.append(letters.charAt(i));
            }
        }
        return kept.toString();
    }
}

package dev.baton.node.settings;

import java.util.List;
import java.util.Locale;

/** One of a few words; yes or no is the commonest. */
public final class Choice implements Setting {
    private static final List<String> YES_OR_NO = List.of("yes", "no");

    private final String name;
    private final List<String> words;
    private int chosen;

    private Choice(String name, List<String> words, String initial) {
        this.name = name;
        this.words = words;
        this.chosen = words.indexOf(initial);
    }

    static Choice of(String name, List<String> words, String initial) {
        return new Choice(name, words, initial);
    }

    static Choice yesOrNo(String name, boolean initial) {
        return new Choice(name, YES_OR_NO, initial ? "yes" : "no");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String value() {
        return words.get(chosen);
    }

    /** The place of the chosen word among all. */
    public int index() {
        return chosen;
    }

    @Override
    public Runnable change(String text) throws SettingRefusedException {
        int next = words.indexOf(text.toLowerCase(Locale.ROOT));
        if (next < 0) {
            throw new SettingRefusedException(
                    words == YES_OR_NO
                            ? "argument must be 'yes' or 'no'"
                            : "argument(s) must be one of the following: " + String.join(", ", words));
        }
        return () -> chosen = next;
    }
}

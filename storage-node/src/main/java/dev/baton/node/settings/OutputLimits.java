package dev.baton.node.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The form of client-output-buffer-limit: for each class of clients a hard limit, a soft one, and for how many seconds the soft one is borne. */
public final class OutputLimits {
    static final String DEFAULT = "normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60";

    private static final int WORDS = 4;

    private OutputLimits() {}

    /**
     * What may wait for one client.
     *
     * @param hardBytes 0 for no limit
     * @param softBytes 0 for no limit
     */
    public record Limit(long hardBytes, long softBytes, long softSeconds) {
        @Override
        public String toString() {
            return hardBytes + " " + softBytes + " " + softSeconds;
        }
    }

    /** The limits by class: {@code normal}, {@code slave}, {@code pubsub}. */
    public static Map<String, Limit> of(TextSetting setting) {
        try {
            return parse(setting.value());
        } catch (SettingRefusedException impossible) {
            throw new IllegalStateException("a value that was accepted", impossible);
        }
    }

    static String read(String before, String text) throws SettingRefusedException {
        Map<String, Limit> limits = parse(before);
        limits.putAll(parse(text));
        List<String> told = new ArrayList<>();
        limits.forEach((name, limit) -> told.add(name + " " + limit));
        return String.join(" ", told);
    }

    private static Map<String, Limit> parse(String text) throws SettingRefusedException {
        String[] words = text.strip().split("\\s+");
        if (words.length % WORDS != 0) {
            throw new SettingRefusedException("Wrong number of arguments in buffer limit configuration.");
        }
        Map<String, Limit> limits = new LinkedHashMap<>();
        for (int i = 0; i < words.length; i += WORDS) {
            String name = words[i].toLowerCase(Locale.ROOT);
            if (name.equals("replica")) {
                name = "slave";
            }
            if (!List.of("normal", "slave", "pubsub").contains(name)) {
                throw new SettingRefusedException("Invalid client class specified in buffer limit configuration.");
            }
            limits.put(name, new Limit(number(words[i + 1]), number(words[i + 2]), number(words[i + 3])));
        }
        return limits;
    }

    private static long number(String word) throws SettingRefusedException {
        NumberSetting number = NumberSetting.bytes("", 0, Long.MAX_VALUE, 0);
        try {
            number.change(word).run();
        } catch (SettingRefusedException refused) {
            throw new SettingRefusedException(
                    "Error in hard, soft or soft_seconds setting in buffer limit configuration.");
        }
        return number.number();
    }
}

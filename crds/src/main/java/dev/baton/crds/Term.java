package dev.baton.crds;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** A word of the API: a constant people meet in YAML, in {@code kubectl} or in an event, with a sentence that explains it. */
public interface Term {
    /** The Java name, {@code SEMI_SYNCHRONOUS}; an enum has it by itself. */
    String name();

    /** One sentence for the reference. */
    String description();

    /** The word as people meet it, {@code SemiSynchronous}. Part of the API: renaming a constant is a breaking change. */
    @JsonValue
    default String label() {
        return inCamelCase(name());
    }

    /** {@code SEMI_SYNCHRONOUS} → {@code SemiSynchronous}. */
    static String inCamelCase(String constant) {
        StringBuilder label = new StringBuilder(constant.length());
        for (String part : constant.split("_", -1)) {
            label.append(part.charAt(0)).append(part.substring(1).toLowerCase(Locale.ROOT));
        }
        return label.toString();
    }
}

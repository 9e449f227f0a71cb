package dev.baton.simulation;

import dev.baton.operator.observe.Wish;
import dev.baton.protocol.Acknowledge;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * Runs one history about something in particular, and says what was wrong in it, as {@code check: what}; nothing for nothing. It speaks in
 * words only, so that it can be asked across class loaders.
 *
 * <p>A focus is a list of {@code what=value,value}, with {@code members}, {@code modes}, {@code durability}, {@code acknowledge}, {@code kinds}, {@code steps},
 * {@code late} (how likely an old command comes again) and {@code judge}; what isn't named is left to chance.
 */
public final class Hunt implements BiFunction<String, Long, String> {
    private static final long FAULTY = 20 * World.SECOND;

    @Override
    public String apply(String focus, Long seed) {
        try {
            RandomHistory.run(
                    Scenario.of(seed, focus(focus), 80 * World.MILLI, FAULTY, 0),
                    named(focus, "judge", RandomHistory.Judge.class).contains(RandomHistory.Judge.CLIENTS)
                            ? RandomHistory.Judge.CLIENTS
                            : RandomHistory.Judge.INVARIANTS,
                    false);
            return "";
        } catch (Violation violation) {
            return violation.what();
        }
    }

    private static Scenario.Focus focus(String text) {
        Scenario.Focus any = Scenario.Focus.ANYTHING;
        String late = value(text, "late");
        String members = value(text, "members");
        return new Scenario.Focus(
                members.isEmpty() ? any.members() : Integer.parseInt(members),
                named(text, "modes", Wish.Mode.class),
                or(named(text, "durability", Wish.Durability.class), any.durabilities()),
                or(named(text, "acknowledge", Acknowledge.class), any.acknowledges()),
                or(named(text, "kinds", FaultKind.class), any.kinds()),
                named(text, "steps", Step.class),
                late.isEmpty() ? any.lateWords() : Double.parseDouble(late));
    }

    private static <T> Set<T> or(Set<T> named, Set<T> otherwise) {
        return named.isEmpty() ? otherwise : named;
    }

    private static <E extends Enum<E>> Set<E> named(String text, String what, Class<E> type) {
        String value = value(text, what);
        return value.isEmpty()
                ? EnumSet.noneOf(type)
                : Arrays.stream(value.split(","))
                        .map(name -> Enum.valueOf(type, name))
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(type)));
    }

    private static String value(String text, String what) {
        return Arrays.stream(text.split(" "))
                .filter(part -> part.startsWith(what + "="))
                .map(part -> part.substring(what.length() + 1))
                .findFirst()
                .orElse("");
    }
}

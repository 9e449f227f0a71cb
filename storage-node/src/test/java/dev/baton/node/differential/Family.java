package dev.baton.node.differential;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A family of commands: its table of forms, and the keys that mostly hold its type. */
enum Family {
    STRINGS("s1", "s2", "s3"),
    BITS("s1", "b1"),
    HASHES("h1", "h2"),
    LISTS("l1", "l2", "l3"),
    SETS("t1", "t2", "t3"),
    SORTED_SETS("z1", "z2", "z3"),
    LEXICAL("z1"),
    KEYS(),
    TRANSACTIONS(),
    CHANNELS(),
    CONNECTION(),
    SERVER();

    /** One empty, one with bytes that are no text. */
    private static final List<String> ODD_KEYS = List.of("", "k\0\u00ff\r\n");

    /** @param mutable whether its requests may be spoilt at random: not where a wrong number makes a command wait, say */
    private record Form(Syntax syntax, boolean mutable) {}

    private final List<String> keys;
    private final List<Form> forms = new ArrayList<>();

    Family(String... keys) {
        this.keys = List.of(keys);
        for (String line : Table.lines(name().toLowerCase(Locale.ROOT).replace('_', '-') + ".txt")) {
            // "3x SET key value": three times as often; "! SETEX …": as it is written
            int times = line.matches("\\d+x .*") ? Integer.parseInt(line.substring(0, line.indexOf('x'))) : 1;
            String rest = times == 1 ? line : line.substring(line.indexOf(' ') + 1);
            boolean mutable = !rest.startsWith("! ");
            Form form = new Form(Syntax.parse(mutable ? rest : rest.substring(2)), mutable);
            forms.addAll(Collections.nCopies(times, form));
        }
    }

    /** The names of all commands it draws. */
    Stream<String> names() {
        return forms.stream().flatMap(form -> form.syntax().names().stream());
    }

    /** Any form whose commands are all known, as a step's requests; empty if there is none. */
    List<Request> draw(Draw draw, Mutation mutation, Commands commands) {
        Form form = draw.oneOf(forms);
        if (!commands.knows(form.syntax().names())) {
            return List.of();
        }
        List<Request> requests = form.syntax().expand(draw);
        return form.mutable() && requests.size() == 1 ? List.of(mutation.of(requests.getFirst(), draw)) : requests;
    }

    List<String> keys() {
        return keys.isEmpty() ? allKeys() : keys;
    }

    static List<String> allKeys() {
        List<String> all = new ArrayList<>(ODD_KEYS);
        Arrays.stream(values()).forEach(family -> all.addAll(family.keys));
        return all.stream().distinct().toList();
    }
}

package dev.baton.node.differential;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringTokenizer;

/**
 * The form of a command, from which requests are drawn:
 *
 * <ul>
 *   <li>{@code key}: any such value, see {@link Draw}; {@code $key} and {@code $key2}: the same one wherever it stands in this line
 *   <li>{@code SET}, {@code 5}: the word itself
 *   <li>{@code [NX|XX|]}: one of these, here perhaps nothing
 *   <li><code>{field value}</code>: once to three times
 *   <li><code>#{key}</code>: likewise, after their number
 *   <li>{@code ;}: another request of the same step
 * </ul>
 */
final class Syntax {
    /** Most times a repeated part is repeated. */
    private static final int MOST_TIMES = 3;

    /** What stands in a line: appends words. */
    private interface Part {
        void expand(Expansion to);
    }

    /** A line being expanded: its requests so far, and what {@code $} names are bound to. */
    private record Expansion(Draw draw, Map<String, byte[]> bound, List<List<byte[]>> requests) {
        void add(byte[] word) {
            requests.getLast().add(word);
        }
    }

    private final String text;
    private final List<Part> parts;
    private final StringTokenizer tokens;
    private String token = "";

    private Syntax(String text) {
        this.text = text;
        this.tokens = new StringTokenizer(text, " [|]{};", true);
        advance();
        this.parts = sequence("");
    }

    /** @throws IllegalArgumentException brackets that don't match */
    static Syntax parse(String text) {
        return new Syntax(text);
    }

    /** The names of the commands it makes, in lower case. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        for (String request : text.split(";", -1)) {
            String first = request.strip();
            String[] choices = first.startsWith("[")
                    ? first.substring(1, first.indexOf(']')).split("\\|", -1)
                    : new String[] {first.split(" ", 2)[0]};
            for (String choice : choices) {
                names.add(choice.toLowerCase(Locale.ROOT));
            }
        }
        return names;
    }

    List<Request> expand(Draw draw) {
        Expansion to = new Expansion(draw, new HashMap<>(), new ArrayList<>());
        to.requests().add(new ArrayList<>());
        parts.forEach(part -> part.expand(to));
        return to.requests().stream().map(Request::new).toList();
    }

    private void advance() {
        do {
            token = tokens.hasMoreTokens() ? tokens.nextToken() : "";
        } while (token.equals(" "));
    }

    private void expect(String wanted) {
        if (!token.equals(wanted)) {
            throw new IllegalArgumentException("expected " + wanted + " instead of '" + token + "' in: " + text);
        }
        advance();
    }

    private List<Part> sequence(String end) {
        List<Part> sequence = new ArrayList<>();
        while (!token.isEmpty() && !token.equals(end) && !token.equals("|")) {
            sequence.add(part());
        }
        return sequence;
    }

    private Part part() {
        String first = token;
        advance();
        return switch (first) {
            case "[" -> choice();
            case "{" -> repetition(false);
            case "#" -> token.equals("{") ? repetition(true) : word(first);
            case ";" -> to -> to.requests().add(new ArrayList<>());
            default -> word(first);
        };
    }

    private Part choice() {
        List<List<Part>> choices = new ArrayList<>();
        choices.add(sequence("]"));
        while (token.equals("|")) {
            advance();
            choices.add(sequence("]"));
        }
        expect("]");
        return to -> to.draw().oneOf(choices).forEach(part -> part.expand(to));
    }

    private Part repetition(boolean counted) {
        if (counted) {
            expect("{");
        }
        List<Part> repeated = sequence("}");
        expect("}");
        return to -> {
            int times = 1 + to.draw().below(MOST_TIMES);
            if (counted) {
                to.add(Line.bytes(Integer.toString(times)));
            }
            for (int i = 0; i < times; i++) {
                repeated.forEach(part -> part.expand(to));
            }
        };
    }

    private static Part word(String word) {
        if (word.startsWith("$")) {
            String kind = word.substring(1).replaceAll("\\d+$", "");
            return to ->
                    to.add(to.bound().computeIfAbsent(word, unbound -> to.draw().word(kind)));
        }
        return to -> to.add(to.draw().word(word));
    }

    @Override
    public String toString() {
        return text;
    }
}

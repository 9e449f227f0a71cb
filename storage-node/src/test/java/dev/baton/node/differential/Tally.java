package dev.baton.node.differential;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How many requests were compared, by command. */
final class Tally {
    private int requests;
    private int errors;
    private final Map<String, Integer> byCommand = new TreeMap<>();

    void count(Request request, Reply redis) {
        requests++;
        if (redis.isError()) {
            errors++;
        } else {
            byCommand.merge(request.name(), 1, Integer::sum);
        }
    }

    int requests() {
        return requests;
    }

    @Override
    public String toString() {
        return requests + " commands, of which Redis refused " + errors + "; answered otherwise than by an error: "
                + byCommand.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", "));
    }
}

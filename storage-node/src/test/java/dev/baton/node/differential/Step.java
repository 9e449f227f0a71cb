package dev.baton.node.differential;

import java.util.List;

/**
 * Requests that belong together, sent on one connection one behind the other: a random choice and the listing it is checked against, say.
 *
 * @param connection 0 or 1
 */
record Step(int connection, List<Request> requests) {
    static final int CONNECTIONS = 2;

    /** One line a request; those of the second connection begin with {@code 2: }. */
    List<String> lines() {
        return requests.stream()
                .map(request -> (connection == 0 ? "" : (connection + 1) + ": ") + request)
                .toList();
    }

    static Step parse(String line) {
        boolean second = line.startsWith("2: ");
        return new Step(second ? 1 : 0, List.of(Line.parse(second ? line.substring(3) : line)));
    }
}

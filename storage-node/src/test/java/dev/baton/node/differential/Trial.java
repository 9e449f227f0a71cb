package dev.baton.node.differential;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Runs a sequence of steps on both servers, beginning without any keys, until a reply differs. */
final class Trial {
    /** So few that neither side's buffers fill while the other still writes. */
    private static final int MOST_AT_ONCE = 40;

    /** Which only the lexical family uses. */
    private static final List<String> LEXICAL_KEYS = List.of("y1", "y2");

    private final Servers servers;
    private final Commands commands;
    private final Differences differences;
    private final Tally tally;

    Trial(Servers servers, Commands commands, Differences differences, Tally tally) {
        this.servers = servers;
        this.commands = commands;
        this.differences = differences;
        this.tally = tally;
    }

    /** @return the first reply that differs, or null; the keys that are left at the end are compared, too */
    Mismatch run(List<Step> steps) throws IOException {
        forget();
        Mismatch found = play(steps);
        return found != null ? found : lookAtKeys(steps.size());
    }

    /** As {@link #run}, but goes on with the keys there are. */
    Mismatch play(List<Step> steps) throws IOException {
        List<Servers.Both> connections = new ArrayList<>();
        List<Comparison> comparisons = new ArrayList<>();
        try {
            for (int i = 0; i < Step.CONNECTIONS; i++) {
                connections.add(servers.connect());
                comparisons.add(new Comparison(differences));
            }
            int from = 0;
            while (from < steps.size()) {
                int connection = steps.get(from).connection();
                int to = from;
                int requests = 0;
                while (to < steps.size() && steps.get(to).connection() == connection && requests < MOST_AT_ONCE) {
                    requests += steps.get(to++).requests().size();
                }
                Mismatch found = play(steps, from, to, connections.get(connection), comparisons.get(connection));
                if (found != null) {
                    return found;
                }
                from = to;
            }
            return null;
        } finally {
            for (Servers.Both connection : connections) {
                connection.close();
            }
        }
    }

    private Mismatch play(List<Step> steps, int from, int to, Servers.Both connection, Comparison comparison)
            throws IOException {
        List<Request> requests = new ArrayList<>();
        steps.subList(from, to).forEach(step -> requests.addAll(step.requests()));
        List<Answers> answers = connection.ask(requests);
        int at = 0;
        for (int i = from; i < to; i++) {
            Answers before = null;
            for (Request request : steps.get(i).requests()) {
                Answers each = answers.get(at++);
                tally.count(request, each.redis());
                if (!comparison.accepts(request, each, before)) {
                    return new Mismatch(i, request, each);
                }
                before = each;
            }
        }
        return null;
    }

    void forget() throws IOException {
        List<Answers> answers = servers.steady().ask(List.of(Request.of("FLUSHALL")));
        if (answers.getFirst().node().isError()) {
            throw new IOException(
                    "the node refuses FLUSHALL: " + answers.getFirst().node());
        }
    }

    /** Every key's type, value and time to live. */
    Mismatch lookAtKeys(int afterStep) throws IOException {
        List<String> keys = new ArrayList<>(Family.allKeys());
        keys.addAll(LEXICAL_KEYS);
        for (String key : keys) {
            List<Request> looks = List.of(
                    Request.of("TYPE", key),
                    Request.of("PTTL", key),
                    Request.of("GET", key),
                    Request.of("HGETALL", key),
                    Request.of("LRANGE", key, "0", "-1"),
                    Request.of("SMEMBERS", key),
                    Request.of("ZRANGE", key, "0", "-1", "WITHSCORES"));
            Mismatch found = look(looks, afterStep);
            if (found != null) {
                return found;
            }
        }
        return look(List.of(Request.of("DBSIZE"), Request.of("KEYS", "*")), afterStep);
    }

    private Mismatch look(List<Request> all, int afterStep) {
        List<Request> known = all.stream()
                .filter(request -> commands.knows(List.of(request.name())))
                .toList();
        List<Answers> answers = servers.steady().ask(known);
        Comparison comparison = new Comparison(differences);
        for (int i = 0; i < known.size(); i++) {
            if (!comparison.accepts(known.get(i), answers.get(i), null)) {
                return new Mismatch(afterStep, known.get(i), answers.get(i));
            }
        }
        return null;
    }
}

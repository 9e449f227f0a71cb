package dev.baton.node.differential;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Runs a sequence of steps on both servers, beginning without any keys, until a reply differs. */
final class Trial {
    /** So few that neither side's buffers fill while the other still writes. */
    private static final int MOST_AT_ONCE = 40;

    /** Stands for what nobody asked for. */
    private static final Request MESSAGE = Request.of("(a message)");

    /** Events of LTRIM, SETBIT and BITFIELD. */
    private static final Set<String> OF_CHANGES_ONLY = Set.of("ltrim", "setbit");

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
                while (to < steps.size()
                        && steps.get(to).connection() == connection
                        && requests < MOST_AT_ONCE
                        && (to == from || !standsAlone(steps.get(to - 1)) && !standsAlone(steps.get(to)))) {
                    requests += steps.get(to++).requests().size();
                }
                Mismatch found = play(steps, from, to, connections.get(connection), comparisons.get(connection));
                if (found != null) {
                    return found;
                }
                from = to;
            }
            return end(connections, comparisons, steps.size());
        } finally {
            for (Servers.Both connection : connections) {
                connection.close();
            }
        }
    }

    /**
     * Sent once all before it is answered: a change is told once it is committed, to whom listens then. Who begins to listen behind a write in the
     * same pipeline may hear of it, which in Redis he doesn't.
     */
    private static boolean standsAlone(Step step) {
        String name = step.requests().getFirst().name();
        return name.endsWith("subscribe") || name.equals("reset") || name.equals("hello");
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
        return messages(connection, to - 1, false);
    }

    /** Everything that was published has come, and nothing is left behind for the next sequence. */
    private Mismatch end(List<Servers.Both> connections, List<Comparison> comparisons, int afterStep) {
        for (int i = 0; i < connections.size(); i++) {
            for (Request last : List.of(Request.of("PING"), Request.of("RESET"))) {
                Answers answers = connections.get(i).ask(List.of(last)).getFirst();
                if (!comparisons.get(i).accepts(last, answers, null)) {
                    return new Mismatch(afterStep, last, answers);
                }
            }
            Mismatch found = messages(connections.get(i), afterStep, true);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** Compares messages in their order; what has come from one server only may still come from the other, unless all must be there. */
    private static Mismatch messages(Servers.Both connection, int step, boolean all) {
        ArrayDeque<Reply> redis = connection.redis().messages();
        ArrayDeque<Reply> node = connection.node().messages();
        redis.removeIf(Trial::isOfNoAccount);
        node.removeIf(Trial::isOfNoAccount);
        while (!redis.isEmpty() && !node.isEmpty()) {
            Answers both = new Answers(redis.remove(), node.remove());
            if (!both.redis().equals(both.node())) {
                return new Mismatch(step, MESSAGE, both);
            }
        }
        if (all && (!redis.isEmpty() || !node.isEmpty())) {
            return new Mismatch(step, MESSAGE, new Answers(orNothing(redis), orNothing(node)));
        }
        return null;
    }

    /** Of these Redis tells even where nothing changed, or tells nothing where a string only grew; Baton tells of changes. */
    private static boolean isOfNoAccount(Reply message) {
        List<Reply> parts = message.children();
        String channel = parts.get(parts.size() - 2).text();
        return OF_CHANGES_ONLY.contains(parts.getLast().text())
                || OF_CHANGES_ONLY.contains(channel.replace("__keyevent@0__:", ""));
    }

    private static Reply orNothing(ArrayDeque<Reply> messages) {
        return messages.isEmpty() ? new Reply.Nothing('>') : messages.element();
    }

    void forget() throws IOException {
        List<Answers> answers = servers.steady()
                .ask(List.of(Request.of("FLUSHALL"), Request.of("CONFIG", "SET", "notify-keyspace-events", "")));
        if (answers.getFirst().node().isError()) {
            throw new IOException(
                    "the node refuses FLUSHALL: " + answers.getFirst().node());
        }
    }

    /** What the keys are now. */
    Mismatch lookAtKeys(int afterStep) {
        return new LastLook(servers.steady(), commands, differences, afterStep).look();
    }
}

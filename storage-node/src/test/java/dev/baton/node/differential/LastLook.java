package dev.baton.node.differential;

import java.util.ArrayList;
import java.util.List;

/** Looks at all keys once a sequence is over: what a command did that its reply doesn't tell, and whether each server restores what the other dumps. */
final class LastLook {
    /** Which only the lexical family uses. */
    private static final List<String> LEXICAL_KEYS = List.of("y1", "y2");

    /** Which no sequence uses. */
    private static final String COPY = "(copy)";

    private final Servers.Both servers;
    private final Commands commands;
    private final Comparison comparison;
    private final int afterStep;

    LastLook(Servers.Both servers, Commands commands, Differences differences, int afterStep) {
        this.servers = servers;
        this.commands = commands;
        this.comparison = new Comparison(differences);
        this.afterStep = afterStep;
    }

    /** @return what differs, or null */
    Mismatch look() {
        List<String> keys = new ArrayList<>(Family.allKeys());
        keys.addAll(LEXICAL_KEYS);
        List<Request> looks = new ArrayList<>(
                List.of(Request.of("DBSIZE"), Request.of("KEYS", "*"), Request.of("SCAN", "0", "COUNT", "1000")));
        keys.forEach(key -> looks.addAll(valueOf(key)));
        keys.forEach(key -> looks.add(Request.of("PTTL", key)));
        keys.forEach(key -> looks.add(Request.of("DUMP", key)));
        looks.removeIf(request -> !commands.knows(List.of(request.name())));
        List<Answers> answers = servers.ask(looks);
        Mismatch found = difference(looks, answers);
        return found != null ? found : exchange(looks, answers);
    }

    private List<Request> valueOf(String key) {
        List<Request> looks = new ArrayList<>(List.of(
                Request.of("TYPE", key),
                Request.of("GET", key),
                Request.of("HGETALL", key),
                Request.of("LRANGE", key, "0", "-1"),
                Request.of("SMEMBERS", key),
                Request.of("ZRANGE", key, "0", "-1", "WITHSCORES")));
        looks.removeIf(request -> !commands.knows(List.of(request.name())));
        return looks;
    }

    private Mismatch exchange(List<Request> looks, List<Answers> answers) {
        List<Request> toRedis = new ArrayList<>();
        List<Request> toNode = new ArrayList<>();
        for (int i = 0; i < looks.size(); i++) {
            Answers dumped = answers.get(i);
            if (looks.get(i).name().equals("dump")
                    && dumped.redis() instanceof Reply.Scalar redis
                    && dumped.node() instanceof Reply.Scalar node) {
                toRedis.add(restore(node));
                toNode.add(restore(redis));
                toRedis.addAll(valueOf(COPY));
                toNode.addAll(valueOf(COPY));
            }
        }
        toRedis.add(Request.of("DEL", COPY));
        toNode.add(Request.of("DEL", COPY));
        return difference(toRedis, servers.ask(toRedis, toNode));
    }

    private Mismatch difference(List<Request> looks, List<Answers> answers) {
        for (int i = 0; i < looks.size(); i++) {
            if (!comparison.accepts(looks.get(i), answers.get(i), null)) {
                return new Mismatch(afterStep, looks.get(i), answers.get(i));
            }
        }
        return null;
    }

    private static Request restore(Reply.Scalar dump) {
        return new Request(List.of(
                Line.bytes("RESTORE"),
                Line.bytes(COPY),
                Line.bytes("0"),
                dump.value().array(),
                Line.bytes("REPLACE")));
    }
}

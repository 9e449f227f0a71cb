package dev.baton.node.command;

import dev.baton.node.resp.ReplyWriter;
import dev.baton.node.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** SLOWLOG: the last commands that took long, newest first, their arguments cut to what a person reads. Loop thread only. */
final class Slowlog {
    private static final int MOST_ARGUMENTS = 32;
    private static final int MOST_BYTES = 128;
    private static final int SHOWN = 10;

    private record Slow(long id, long atSeconds, long micros, List<byte[]> arguments, String address, String name) {}

    private final Settings settings;
    private final ArrayDeque<Slow> entries = new ArrayDeque<>();
    private long nextId;

    Slowlog(Settings settings) {
        this.settings = settings;
    }

    static List<CommandDefinition> definitions() {
        return List.of(new Subcommands("slowlog")
                .with(
                        "get",
                        -2,
                        call -> of(call).get(call),
                        "[<count>]",
                        "The newest <count> entries, 10 if not given, all for -1.",
                        Flag.ALWAYS)
                .with(
                        "len",
                        2,
                        call -> call.out().integer(of(call).entries.size()),
                        "",
                        "How many entries there are.",
                        Flag.ALWAYS)
                .with("reset", 2, call -> of(call).reset(call), "", "Forgets all entries.", Flag.ALWAYS)
                .define("server", -2, Flag.ALWAYS));
    }

    private static Slowlog of(Call call) {
        return call.executor().slowlog();
    }

    boolean concerns(long tookNanos) {
        long micros = settings.slowlogMicros.number();
        return micros >= 0 && tookNanos / 1000 >= micros;
    }

    void add(long nowMillis, long tookNanos, byte[][] request, Session session) {
        entries.addFirst(new Slow(
                nextId++, nowMillis / 1000, tookNanos / 1000, cut(request), session.remoteAddress(), session.name()));
        while (entries.size() > settings.slowlogLength.number()) {
            entries.removeLast();
        }
    }

    private static List<byte[]> cut(byte[][] request) {
        List<byte[]> kept = new ArrayList<>();
        int shown = request.length > MOST_ARGUMENTS ? MOST_ARGUMENTS - 1 : request.length;
        for (int i = 0; i < shown; i++) {
            byte[] argument = request[i];
            if (argument.length <= MOST_BYTES) {
                kept.add(argument);
            } else {
                String more = "... (" + (argument.length - MOST_BYTES) + " more bytes)";
                byte[] tail = more.getBytes(StandardCharsets.US_ASCII);
                byte[] cut = java.util.Arrays.copyOf(argument, MOST_BYTES + tail.length);
                System.arraycopy(tail, 0, cut, MOST_BYTES, tail.length);
                kept.add(cut);
            }
        }
        if (shown < request.length) {
            kept.add(("... (" + (request.length - shown) + " more arguments)").getBytes(StandardCharsets.US_ASCII));
        }
        return kept;
    }

    private void get(Call call) {
        long count = SHOWN;
        if (call.count() > 3) {
            throw CommandException.wrongArity(call.name());
        }
        if (call.count() == 3) {
            count = call.integer(2, -1, "ERR count should be greater than or equal to -1");
            count = count == -1 ? entries.size() : count;
        }
        ReplyWriter out = call.out();
        int shown = (int) Math.min(count, entries.size());
        out.array(shown);
        Iterator<Slow> newestFirst = entries.iterator();
        for (int i = 0; i < shown; i++) {
            Slow slow = newestFirst.next();
            out.array(6);
            out.integer(slow.id());
            out.integer(slow.atSeconds());
            out.integer(slow.micros());
            out.array(slow.arguments().size());
            slow.arguments().forEach(out::bulk);
            out.bulk(slow.address());
            out.bulk(slow.name());
        }
    }

    private void reset(Call call) {
        entries.clear();
        call.out().ok();
    }
}

package dev.baton.node.command;

import static dev.baton.node.command.CommandDefinition.oneKey;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.Entry;
import dev.baton.node.keyspace.ListValue;
import dev.baton.node.keyspace.Op;
import dev.baton.node.keyspace.SetValue;
import dev.baton.node.keyspace.SortedSetValue;
import dev.baton.node.keyspace.ValueType;
import dev.baton.node.keyspace.WrongTypeException;
import dev.baton.node.resp.Doubles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** SORT and SORT_RO. Bytes are compared as such, in no language's order. */
final class SortCommand {
    private static final byte[] EMPTY = {};
    private static final Set<String> OPTIONS_WITH_A_VALUE = Set.of("by", "get", "store");

    private boolean descending;
    private boolean alphabetic;
    private long limitStart;
    private long limitCount = -1;
    private @Nullable Bytes storeTo;
    /** One that names the same key for every element says: do not sort. */
    private @Nullable KeyPattern by;

    private final List<KeyPattern> gets = new ArrayList<>();

    /** An element with what it is sorted by. */
    private record Ranked(byte[] element, double score, byte @Nullable [] text) {}

    private SortCommand() {}

    static List<CommandDefinition> definitions() {
        return List.of(
                new CommandDefinition(
                        "sort",
                        "generic",
                        -2,
                        Set.of(Flag.WRITE, Flag.DENYOOM, Flag.MOVABLE_KEYS),
                        1,
                        1,
                        1,
                        SortCommand::keys,
                        call -> new SortCommand().run(call, true)),
                oneKey(
                        "sort_ro",
                        "generic",
                        -2,
                        call -> new SortCommand().run(call, false),
                        Flag.READONLY,
                        Flag.MOVABLE_KEYS));
    }

    /** What is sorted, and where it is stored. Not those that patterns name: they can't be known beforehand. */
    private static int[] keys(byte[][] request) {
        int store = 0;
        int at = 2;
        while (at < request.length) {
            if (Texts.equalsIgnoringCase(request[at], "STORE") && at + 1 < request.length) {
                store = at + 1;
            }
            boolean takesOne = OPTIONS_WITH_A_VALUE.contains(CommandExecutor.lowerCase(request[at]));
            at += Texts.equalsIgnoringCase(request[at], "LIMIT") ? 3 : takesOne ? 2 : 1;
        }
        return store == 0 ? new int[] {1} : new int[] {1, store};
    }

    private void run(Call call, boolean mayStore) {
        parse(call, mayStore);
        Entry entry = call.look(call.key(1));
        List<byte[]> elements = entry == null ? new ArrayList<>() : elements(entry);
        boolean ordered = entry == null || entry.type() != ValueType.SET;
        if (by == null || by.dependsOnElement()) {
            elements = sorted(call, elements);
        } else if (!ordered && storeTo != null) {
            // What is stored must not depend on the order in which a set happens to be.
            by = null;
            alphabetic = true;
            elements = sorted(call, elements);
        } else if (ordered && descending) {
            Collections.reverse(elements);
        }
        int start = (int) Math.clamp(limitStart, 0, elements.size());
        int count = limitCount < 0 ? elements.size() : (int) Math.min(limitCount, elements.size());
        List<byte[]> chosen = elements.subList(start, Math.min(elements.size(), start + count));
        List<byte @Nullable []> answer = gets.isEmpty() ? new ArrayList<>(chosen) : got(call, chosen);
        Bytes to = storeTo;
        if (to == null) {
            write(call, answer);
        } else {
            store(call, to, answer);
        }
    }

    private void parse(Call call, boolean mayStore) {
        int i = 2;
        while (i < call.count()) {
            int left = call.count() - i - 1;
            if (call.is(i, "ASC")) {
                descending = false;
            } else if (call.is(i, "DESC")) {
                descending = true;
            } else if (call.is(i, "ALPHA")) {
                alphabetic = true;
            } else if (call.is(i, "LIMIT") && left >= 2) {
                limitStart = call.integer(++i);
                limitCount = call.integer(++i);
            } else if (mayStore && call.is(i, "STORE") && left >= 1) {
                storeTo = call.key(++i);
            } else if (call.is(i, "BY") && left >= 1) {
                by = new KeyPattern(call.argument(++i));
            } else if (call.is(i, "GET") && left >= 1) {
                gets.add(new KeyPattern(call.argument(++i)));
            } else {
                throw CommandException.syntax();
            }
            i++;
        }
    }

    private static List<byte[]> elements(Entry entry) {
        return switch (entry.type()) {
            case LIST -> {
                ListValue list = entry.list();
                List<byte[]> elements = new ArrayList<>(list.size());
                for (int i = 0; i < list.size(); i++) {
                    elements.add(list.get(i));
                }
                yield elements;
            }
            case SET -> {
                SetValue set = entry.set();
                List<byte[]> elements = new ArrayList<>(set.size());
                for (int i = 0; i < set.size(); i++) {
                    elements.add(set.array(i));
                }
                yield elements;
            }
            case SORTED_SET -> {
                SortedSetValue set = entry.sortedSet();
                List<byte[]> elements = new ArrayList<>(set.size());
                set.forEach(0, set.size(), false, (member, score) -> elements.add(member));
                yield elements;
            }
            case STRING, HASH -> throw new WrongTypeException();
        };
    }

    private List<byte[]> sorted(Call call, List<byte[]> elements) {
        List<Ranked> ranked = new ArrayList<>(elements.size());
        for (byte[] element : elements) {
            byte[] weight = by == null ? element : by.look(call, element);
            double score = alphabetic || weight == null ? 0 : score(weight);
            ranked.add(new Ranked(element, score, alphabetic ? weight : null));
        }
        Comparator<byte[]> bytes = Arrays::compareUnsigned;
        Comparator<Ranked> order = alphabetic
                ? Comparator.comparing(Ranked::text, Comparator.nullsFirst(bytes))
                : Comparator.comparingDouble(Ranked::score).thenComparing(Ranked::element, bytes);
        ranked.sort(descending ? order.reversed() : order);
        List<byte[]> sorted = new ArrayList<>(ranked.size());
        ranked.forEach(it -> sorted.add(it.element()));
        return sorted;
    }

    /** As C reads a number: up to a zero byte, blanks may stand before it, and none at all is 0. */
    private static double score(byte[] text) {
        int end = 0;
        while (end < text.length && text[end] != 0) {
            end++;
        }
        int from = 0;
        while (from < end && isBlank(text[from])) {
            from++;
        }
        if (end == 0) {
            return 0;
        }
        double score = Doubles.parse(from == 0 && end == text.length ? text : Arrays.copyOfRange(text, from, end));
        if (Double.isNaN(score)) {
            throw new CommandException("ERR One or more scores can't be converted into double");
        }
        return score == 0 ? 0 : score; // no −0, which would come before 0
    }

    private static boolean isBlank(byte c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private List<byte @Nullable []> got(Call call, List<byte[]> chosen) {
        List<byte @Nullable []> got = new ArrayList<>(chosen.size() * gets.size());
        for (byte[] element : chosen) {
            for (KeyPattern pattern : gets) {
                got.add(pattern.look(call, element));
            }
        }
        return got;
    }

    private static void write(Call call, List<byte @Nullable []> answer) {
        call.out().array(answer.size());
        for (byte[] value : answer) {
            if (value == null) {
                call.out().nil();
            } else {
                call.out().bulk(value);
            }
        }
    }

    private static void store(Call call, Bytes to, List<byte @Nullable []> answer) {
        if (call.look(to) != null) {
            call.write(new Op.Delete(to));
        }
        if (!answer.isEmpty()) {
            byte[][] elements = new byte[answer.size()][];
            for (int i = 0; i < elements.length; i++) {
                byte[] value = answer.get(i);
                // A copy: a large string may be patched where it is.
                elements[i] = value == null ? EMPTY : value.clone();
            }
            call.write(new Op.Push(to, Op.End.RIGHT, elements), "sortstore");
        }
        call.out().integer(answer.size());
    }
}

package dev.baton.node.command;

import static dev.baton.node.command.CommandDefinition.keyless;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.Entry;
import dev.baton.node.resp.ReplyWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** KEYS SCAN DBSIZE RANDOMKEY: what depends on which keys there are. */
final class IterationCommands {
    private static final int RANDOM_TRIES = 100;
    private static final RandomGenerator RANDOM = new SplittableRandom();

    private IterationCommands() {}

    static List<CommandDefinition> definitions() {
        return List.of(
                keyless("keys", "generic", 2, IterationCommands::keys, Flag.READONLY),
                keyless("scan", "generic", -2, IterationCommands::scan, Flag.READONLY),
                keyless("dbsize", "server", 1, IterationCommands::size, Flag.READONLY, Flag.FAST),
                keyless("randomkey", "generic", 1, IterationCommands::random, Flag.READONLY));
    }

    private static void keys(Call call) {
        GlobPattern pattern = new GlobPattern(call.argument(1));
        List<Bytes> found = new ArrayList<>();
        for (Bytes key : call.transaction().keys()) {
            if (pattern.matches(key.array()) && call.look(key) != null) {
                found.add(key);
            }
        }
        write(call.out(), found);
    }

    private static void scan(Call call) {
        long cursor = cursor(call.argument(1));
        long count = 10;
        GlobPattern pattern = null;
        String type = null;
        for (int i = 2; i < call.count(); i += 2) {
            if (i + 1 == call.count()) {
                throw CommandException.syntax();
            }
            if (call.is(i, "COUNT")) {
                count = call.integer(i + 1);
                if (count < 1) {
                    throw CommandException.syntax();
                }
            } else if (call.is(i, "MATCH")) {
                pattern = new GlobPattern(call.argument(i + 1));
            } else if (call.is(i, "TYPE")) {
                type = CommandExecutor.lowerCase(call.argument(i + 1));
            } else {
                throw CommandException.syntax();
            }
        }
        List<Bytes> visited = new ArrayList<>();
        long mostBuckets = count > Long.MAX_VALUE / 10 ? Long.MAX_VALUE : count * 10;
        do {
            cursor = call.transaction().scan(cursor, visited);
        } while (cursor != 0 && --mostBuckets > 0 && visited.size() < count);
        List<Bytes> found = new ArrayList<>();
        for (Bytes key : visited) {
            if ((pattern == null || pattern.matches(key.array())) && isOfType(call.look(key), type)) {
                found.add(key);
            }
        }
        call.out().array(2);
        call.out().bulk(Long.toUnsignedString(cursor));
        write(call.out(), found);
    }

    private static boolean isOfType(@Nullable Entry entry, @Nullable String type) {
        return entry != null && (type == null || entry.type().wireName().equals(type));
    }

    /** As C reads an unsigned number: a sign may stand before it, nothing at all is 0, and it ends at a zero byte. */
    static long cursor(byte[] text) {
        String written = Texts.forPeople(text, 32);
        boolean negative = written.startsWith("-");
        String digits = negative || written.startsWith("+") ? written.substring(1) : written;
        try {
            if (written.isEmpty()) {
                return 0;
            }
            if (!digits.startsWith("+")) {
                long value = Long.parseUnsignedLong(digits);
                return negative ? -value : value;
            }
        } catch (NumberFormatException notANumber) {
            // said below
        }
        throw new CommandException("ERR invalid cursor");
    }

    private static void size(Call call) {
        call.out().integer(call.transaction().size());
    }

    private static void random(Call call) {
        for (int i = 0; i < RANDOM_TRIES; i++) {
            Bytes key = call.transaction().randomKey(RANDOM);
            if (key == null) {
                break;
            }
            if (call.look(key) != null) {
                call.out().bulk(key.array());
                return;
            }
        }
        call.out().nil();
    }

    private static void write(ReplyWriter out, List<Bytes> keys) {
        out.array(keys.size());
        for (Bytes key : keys) {
            out.bulk(key.array());
        }
    }
}

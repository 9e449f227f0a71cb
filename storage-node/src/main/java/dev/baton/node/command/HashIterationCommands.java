package dev.baton.node.command;

import static dev.baton.node.command.CommandDefinition.oneKey;

import dev.baton.node.keyspace.Entry;
import dev.baton.node.keyspace.HashValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** HSCAN HRANDFIELD. */
final class HashIterationCommands {
    /** Fields that one command draws, of which some may come again and again. */
    static final long MOST_DRAWN = 1 << 20;

    private static final RandomGenerator RANDOM = new SplittableRandom();

    private HashIterationCommands() {}

    static List<CommandDefinition> definitions() {
        return List.of(
                oneKey("hscan", "hash", -3, HashIterationCommands::scan, Flag.READONLY),
                oneKey("hrandfield", "hash", -2, HashIterationCommands::random, Flag.READONLY));
    }

    /**
     * A small hash at once; of others those whose indexes are below the cursor, downwards. A field that stays never moves up, so a full iteration meets
     * it; and it ends, as the cursor only falls.
     */
    private static void scan(Call call) {
        long cursor = IterationCommands.cursor(call.argument(2));
        Entry entry = call.look(call.key(1));
        if (entry == null) {
            call.out().array(2);
            call.out().bulk("0");
            call.out().array(0);
            return;
        }
        HashValue hash = entry.hash();
        ScanOptions options = ScanOptions.parse(call, 3, false);
        List<Integer> found = new ArrayList<>();
        int next = 0;
        if (Encoding.isSmall(hash, call.server().settings())) {
            IntStream.range(0, hash.size()).forEach(found::add);
        } else {
            int below = cursor <= 0 || cursor > hash.size() ? hash.size() : (int) cursor;
            next = (int) Math.max(0, below - options.count());
            for (int i = below - 1; i >= next; i--) {
                found.add(i);
            }
        }
        found.removeIf(index -> !options.matches(hash.field(index).array()));
        call.out().array(2);
        call.out().bulk(Integer.toString(next));
        call.out().array(found.size() * 2);
        for (int index : found) {
            call.out().bulk(hash.field(index).array());
            call.out().bulk(hash.value(index));
        }
    }

    private static void random(Call call) {
        if (call.count() == 2) {
            Entry entry = call.look(call.key(1));
            if (entry == null) {
                call.out().nil();
            } else {
                HashValue hash = entry.hash();
                call.out().bulk(hash.field(RANDOM.nextInt(hash.size())).array());
            }
            return;
        }
        long count = call.integer(2, -Long.MAX_VALUE, Long.MAX_VALUE);
        boolean withValues = call.count() == 4 && call.is(3, "WITHVALUES");
        if (call.count() > 4 || (call.count() == 4 && !withValues)) {
            throw CommandException.syntax();
        }
        if (count < -MOST_DRAWN || (withValues && count > Long.MAX_VALUE / 2)) {
            throw new CommandException("ERR value is out of range");
        }
        Entry entry = call.look(call.key(1));
        if (entry == null) {
            call.out().array(0);
            return;
        }
        write(call, entry.hash(), drawn(entry.hash().size(), count), withValues);
    }

    /** Indexes: as many as asked, if negative some perhaps again and again; otherwise each once. */
    private static int[] drawn(int size, long count) {
        if (count < 0) {
            return RANDOM.ints(-count, 0, size).toArray();
        }
        if (count >= size) {
            return IntStream.range(0, size).toArray();
        }
        if (count < size / 3) {
            return RANDOM.ints(0, size).distinct().limit(count).toArray();
        }
        // Most of them: the first of all in a random order.
        int[] all = IntStream.range(0, size).toArray();
        for (int i = 0; i < count; i++) {
            int other = RANDOM.nextInt(i, size);
            int index = all[other];
            all[other] = all[i];
            all[i] = index;
        }
        return Arrays.copyOf(all, (int) count);
    }

    private static void write(Call call, HashValue hash, int[] indexes, boolean withValues) {
        boolean pairs = withValues && call.session().resp3();
        call.out().array(withValues && !pairs ? indexes.length * 2 : indexes.length);
        for (int index : indexes) {
            if (pairs) {
                call.out().array(2);
            }
            call.out().bulk(hash.field(index).array());
            if (withValues) {
                call.out().bulk(hash.value(index));
            }
        }
    }
}

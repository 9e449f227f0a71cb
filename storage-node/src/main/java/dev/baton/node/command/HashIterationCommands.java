package dev.baton.node.command;

import static dev.baton.node.command.CommandDefinition.oneKey;

import dev.baton.node.keyspace.Entry;
import dev.baton.node.keyspace.HashValue;
import java.util.List;

/** HSCAN HRANDFIELD. */
final class HashIterationCommands {
    private HashIterationCommands() {}

    static List<CommandDefinition> definitions() {
        return List.of(
                oneKey("hscan", "hash", -3, HashIterationCommands::scan, Flag.READONLY),
                oneKey("hrandfield", "hash", -2, HashIterationCommands::random, Flag.READONLY));
    }

    private static void scan(Call call) {
        ElementScan.run(call, Entry::hash, 2, (hash, index) -> hash.field(index).array(), (hash, index) -> {
            call.out().bulk(hash.field(index).array());
            call.out().bulk(hash.value(index));
        });
    }

    private static void random(Call call) {
        boolean many = call.count() > 2;
        long count = many ? call.integer(2, -Long.MAX_VALUE, Long.MAX_VALUE) : 1;
        boolean withValues = call.count() == 4 && call.is(3, "WITHVALUES");
        if (call.count() > 4 || (call.count() == 4 && !withValues)) {
            throw CommandException.syntax();
        }
        if (withValues && Math.abs(count) > Long.MAX_VALUE / 2) {
            throw new CommandException("ERR value is out of range");
        }
        Entry entry = call.look(call.key(1));
        if (entry == null) {
            if (many) {
                call.out().array(0);
            } else {
                call.out().nil();
            }
            return;
        }
        HashValue hash = entry.hash();
        if (many) {
            write(call, hash, RandomIndexes.some(count, hash.size()), withValues);
        } else {
            call.out().bulk(hash.field(RandomIndexes.one(hash.size())).array());
        }
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

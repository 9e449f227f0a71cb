package dev.baton.node.command;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.ListValue;
import dev.baton.node.keyspace.Op;
import java.util.ArrayList;
import java.util.List;

/**
 * What LMPOP and its blocking form ask for.
 *
 * @param keys of which the first that is there is popped from
 * @param count elements at most
 */
record ManyPop(List<Bytes> keys, Op.End end, long count) {
    /** @param numkeys where the number of keys stands */
    static ManyPop parse(Call call, int numkeys) {
        long many = call.integer(numkeys, 1, "ERR numkeys should be greater than 0");
        if (many >= call.count() - numkeys - 1) {
            throw CommandException.syntax();
        }
        List<Bytes> keys = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            keys.add(call.key(numkeys + 1 + i));
        }
        int at = numkeys + 1 + (int) many;
        Op.End end = ListMoveCommands.end(call, at++);
        long count = 1;
        if (at < call.count()) {
            if (!call.is(at, "COUNT") || at + 1 == call.count()) {
                throw CommandException.syntax();
            }
            count = call.integer(at + 1, 1, "ERR count should be greater than 0");
            if (at + 2 < call.count()) {
                throw CommandException.syntax();
            }
        }
        return new ManyPop(keys, end, count);
    }

    /** Pops from a list and answers its key and the elements. */
    void run(Call call, Bytes key, ListValue list) {
        int popped = (int) Math.min(count, list.size());
        call.out().array(2);
        call.out().bulk(key.array());
        call.out().array(popped);
        for (int i = 0; i < popped; i++) {
            call.out().bulk(list.get(end == Op.End.LEFT ? i : list.size() - 1 - i));
        }
        call.write(new Op.Pop(key, end, popped));
    }
}

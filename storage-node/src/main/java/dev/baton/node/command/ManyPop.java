package dev.baton.node.command;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.ListValue;
import dev.baton.node.keyspace.Op;
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
        CountedPop pop = CountedPop.parse(call, numkeys, "LEFT", "RIGHT");
        return new ManyPop(pop.keys(), pop.first() ? Op.End.LEFT : Op.End.RIGHT, pop.count());
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

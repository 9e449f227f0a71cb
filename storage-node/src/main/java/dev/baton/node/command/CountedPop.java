package dev.baton.node.command;

import dev.baton.node.keyspace.Bytes;
import java.util.List;

/**
 * What LMPOP, ZMPOP and their blocking forms ask for: {@code numkeys key [key ...] FIRST|LAST [COUNT count]}.
 *
 * @param keys of which the first that is there is popped from
 * @param first whether from its first end, or the last
 * @param count elements at most
 */
record CountedPop(List<Bytes> keys, boolean first, long count) {

    /**
     * Reads it from the arguments.
     *
     * @param numkeys where the number of keys stands
     * @param first how the first end is called
     */
    static CountedPop parse(Call call, int numkeys, String first, String last) {
        long many = call.integer(numkeys, 1, "ERR numkeys should be greater than 0");
        if (many >= call.count() - numkeys - 1) {
            throw CommandException.syntax();
        }
        int end = numkeys + 1 + (int) many;
        if (!call.is(end, first) && !call.is(end, last)) {
            throw CommandException.syntax();
        }
        long count = 1;
        if (call.count() > end + 1) {
            if (call.count() == end + 2 || !call.is(end + 1, "COUNT")) {
                throw CommandException.syntax();
            }
            count = call.integer(end + 2, 1, "ERR count should be greater than 0");
            if (call.count() > end + 3) {
                throw CommandException.syntax();
            }
        }
        return new CountedPop(BlockingPops.keys(call, numkeys + 1, end), call.is(end, first), count);
    }
}

package dev.baton.node.command;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.resp.Integers;
import java.util.List;

/**
 * What BLMPOP and BZMPOP ask for: {@code numkeys key [key ...] FIRST|LAST [COUNT count]}.
 *
 * @param keys of which the first that is there is popped from
 * @param first whether from its first end, or the last
 * @param count elements at most
 */
record PopMany(List<Bytes> keys, boolean first, long count) {

    /**
     * Reads it from the arguments.
     *
     * @param numkeys where the number of keys stands
     * @param first how the first end is called
     */
    static PopMany parse(Call call, int numkeys, String first, String last) {
        long many = positive(call, numkeys, "ERR numkeys should be greater than 0");
        if (many >= call.count() - numkeys - 1) {
            throw CommandException.syntax();
        }
        int end = numkeys + 1 + (int) many;
        if (!call.is(end, first) && !call.is(end, last)) {
            throw CommandException.syntax();
        }
        long count = 1;
        if (call.count() > end + 1) {
            if (call.count() != end + 3 || !call.is(end + 1, "COUNT")) {
                throw CommandException.syntax();
            }
            count = positive(call, end + 2, "ERR count should be greater than 0");
        }
        return new PopMany(BlockingPops.keys(call, numkeys + 1, end), call.is(end, first), count);
    }

    private static long positive(Call call, int index, String refusal) {
        byte[] text = call.argument(index);
        if (!Integers.isLong(text) || Integers.parse(text) < 1) {
            throw new CommandException(refusal);
        }
        return Integers.parse(text);
    }
}

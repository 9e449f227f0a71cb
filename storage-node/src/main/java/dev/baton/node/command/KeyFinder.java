package dev.baton.node.command;

import dev.baton.node.resp.Integers;
import java.util.stream.IntStream;

/** Says where in a request the keys are. */
@FunctionalInterface
public interface KeyFinder {
    /** Of a command without keys. */
    KeyFinder NONE = request -> new int[0];

    /** Of a command whose first argument is its key. */
    KeyFinder FIRST = request -> new int[] {1};

    /**
     * The positions of the keys, ascending.
     *
     * @param request with as many arguments as the command accepts; if it doesn't say properly which are keys, there are none
     */
    int[] positions(byte[][] request);

    /** @param last negative counts from the end */
    static KeyFinder range(int first, int last, int step) {
        return request -> {
            int end = last < 0 ? request.length + last : last;
            return IntStream.iterate(first, at -> at <= end && at < request.length, at -> at + step)
                    .toArray();
        };
    }

    /** The argument at a position says how many keys follow. */
    static KeyFinder counted(int countAt) {
        return request -> {
            int count = count(request, countAt);
            return IntStream.range(countAt + 1, countAt + 1 + count).toArray();
        };
    }

    /** The first argument is a key; the one at a position says how many more follow. */
    static KeyFinder firstAndCounted(int countAt) {
        return request -> {
            int count = count(request, countAt);
            return count == 0
                    ? new int[0]
                    : IntStream.concat(IntStream.of(1), IntStream.range(countAt + 1, countAt + 1 + count))
                            .toArray();
        };
    }

    private static int count(byte[][] request, int at) {
        if (at >= request.length || !Integers.isLong(request[at])) {
            return 0;
        }
        long count = Integers.parse(request[at]);
        return count < 0 || count >= request.length - at ? 0 : (int) count;
    }
}

package dev.baton.node.command;

import org.jspecify.annotations.Nullable;

/**
 * What SCAN and its kind are told.
 *
 * @param count about how many elements to visit, at least 1
 * @param pattern null: any
 * @param type the name of a type, or null: any
 */
record ScanOptions(
        long count, @Nullable GlobPattern pattern, @Nullable String type) {

    /** @param from where the options begin */
    static ScanOptions parse(Call call, int from, boolean ofKeys) {
        long count = 10;
        GlobPattern pattern = null;
        String type = null;
        for (int i = from; i < call.count(); i += 2) {
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
            } else if (ofKeys && call.is(i, "TYPE")) {
                type = CommandExecutor.lowerCase(call.argument(i + 1));
            } else {
                throw CommandException.syntax();
            }
        }
        return new ScanOptions(count, pattern, type);
    }

    boolean matches(byte[] element) {
        return pattern == null || pattern.matches(element);
    }
}

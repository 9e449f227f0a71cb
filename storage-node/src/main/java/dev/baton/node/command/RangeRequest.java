package dev.baton.node.command;

import dev.baton.node.keyspace.SortedSetValue;

/**
 * What a command of the ZRANGE family asks for.
 *
 * @param skipped of those in the range, so many at the end it begins at; negative: all
 * @param most so many of the rest; negative: all
 */
record RangeRequest(MemberRange range, boolean backwards, boolean withScores, long skipped, long most) {
    private enum By {
        RANK,
        SCORE,
        LEX
    }

    /** What the command's name says already; the rest is said by options. */
    enum Form {
        ANY(By.RANK, false),
        RANK_BACKWARDS(By.RANK, true),
        SCORE(By.SCORE, false),
        SCORE_BACKWARDS(By.SCORE, true),
        LEX(By.LEX, false),
        LEX_BACKWARDS(By.LEX, true);

        private final By by;
        private final boolean backwards;

        Form(By by, boolean backwards) {
            this.by = by;
            this.backwards = backwards;
        }
    }

    /** @param at where the first bound stands; the other follows, and then options */
    static RangeRequest parse(Call call, int at, Form form, boolean stores) {
        By by = form.by;
        boolean bySaid = form != Form.ANY;
        boolean backwards = form.backwards;
        boolean withScores = false;
        long skipped = 0;
        long most = -1;
        for (int i = at + 2; i < call.count(); i++) {
            if (!stores && call.is(i, "WITHSCORES")) {
                withScores = true;
            } else if (call.is(i, "LIMIT") && i + 2 < call.count()) {
                skipped = call.integer(i + 1);
                most = call.integer(i + 2);
                i += 2;
            } else if (form == Form.ANY && !backwards && call.is(i, "REV")) {
                backwards = true;
            } else if (!bySaid && (call.is(i, "BYSCORE") || call.is(i, "BYLEX"))) {
                by = call.is(i, "BYLEX") ? By.LEX : By.SCORE;
                bySaid = true;
            } else {
                throw CommandException.syntax();
            }
        }
        if (most != -1 && by == By.RANK) {
            throw new CommandException(
                    "ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX");
        }
        if (withScores && by == By.LEX) {
            throw new CommandException("ERR syntax error, WITHSCORES not supported in combination with BYLEX");
        }
        MemberRange range = range(call, at, by, backwards);
        return new RangeRequest(range, backwards, withScores, by == By.RANK ? 0 : skipped, most);
    }

    private static MemberRange range(Call call, int at, By by, boolean backwards) {
        // Backwards, the greatest comes first.
        byte[] least = call.argument(backwards ? at + 1 : at);
        byte[] greatest = call.argument(backwards ? at : at + 1);
        return switch (by) {
            case RANK -> new RankRange(call.integer(at), call.integer(at + 1), backwards);
            case SCORE -> ScoreRange.parse(least, greatest);
            case LEX -> LexRange.parse(least, greatest);
        };
    }

    /** The ranks of those asked for, from the lowest on, whichever way they are to be read. */
    Range in(SortedSetValue set) {
        Range whole = range.in(set);
        long left = skipped < 0 ? 0 : Math.max(0, whole.length() - skipped);
        int length = (int) (most < 0 ? left : Math.min(left, most));
        int first = backwards
                ? whole.from() + whole.length() - (int) Math.min(skipped, whole.length()) - length
                : whole.from() + (int) Math.min(skipped, whole.length());
        return length == 0 ? new Range(0, 0) : new Range(first, length);
    }
}

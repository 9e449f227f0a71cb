package dev.baton.operator.decide;

/**
 * How patient the decisions are; all in milliseconds. Safety rests on none of these.
 *
 * @param silence how long a leader must be silent before a judge calls it dead
 * @param canary how old its oldest unsynced append must be; at three times this a single judge is enough
 * @param followerDead how long a follower must be silent or disconnected before the rule does without it
 * @param open how long a leader that was chosen may take to open before the next epoch follows
 * @param gone how long a connection must be refused, and not merely unanswered, before a judge calls the process gone
 * @param straggler how long an opening leader and a switchover wait for members that are about to answer or catch up
 * @param pause how long a switchover may hold writes back
 * @param targetLag how far behind in time a switchover's target may be when the request is accepted
 * @param busy when to look again while something is under way
 * @param idle when to look again while all is well
 */
public record Timing(
        long silence,
        long canary,
        long followerDead,
        long open,
        long gone,
        long straggler,
        long pause,
        long targetLag,
        long busy,
        long idle) {
    public static final Timing DEFAULT = new Timing(1000, 2000, 1000, 10_000, 300, 300, 500, 1000, 50, 250);
}

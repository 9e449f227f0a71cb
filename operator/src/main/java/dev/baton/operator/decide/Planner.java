package dev.baton.operator.decide;

import dev.baton.operator.observe.Observation;
import java.util.List;
import java.util.TreeSet;

/** Decides what to do next from what is seen, and from nothing else. */
public final class Planner {
    private final Timing timing;

    public Planner(Timing timing) {
        this.timing = timing;
    }

    public Plan plan(Observation seen) {
        FailoverReadiness failover = new FailoverReadiness(
                false,
                FailoverReadiness.Reason.NO_LEADER,
                "nothing is decided yet for " + seen.members().keySet());
        return new Plan(List.of(), new Verdict(null, false, failover, new TreeSet<>(), "", ""), timing.idle());
    }
}

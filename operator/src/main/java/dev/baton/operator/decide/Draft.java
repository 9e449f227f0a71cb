package dev.baton.operator.decide;

import dev.baton.operator.decide.Action.CreateRecord;
import dev.baton.operator.decide.Action.SwapRecord;
import dev.baton.operator.observe.MemberSeen;
import dev.baton.operator.observe.Observation;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.LeadershipRecord;
import dev.baton.protocol.MemberName;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** A plan being written. At most one change of the record: whoever comes second finds it {@link #isDecided decided}. */
final class Draft {
    private final Observation seen;
    private final List<Action> actions = new ArrayList<>();
    final SortedSet<MemberName> waitingFor = new TreeSet<>();
    String judgement = "";
    String stalled = "";
    private long wakeAfter;
    private boolean decided;

    Draft(Observation seen, Timing timing) {
        this.seen = seen;
        this.wakeAfter = timing.idle();
    }

    /** Whether the record is to be changed: then nothing may be told that rests on how it was, or will be. */
    boolean isDecided() {
        return decided;
    }

    void create(LeadershipRecord record, String reason) {
        decide(new CreateRecord(record, reason));
    }

    void swap(LeadershipRecord record, String reason) {
        decide(new SwapRecord(seen.record().version(), record, reason));
    }

    private void decide(Action change) {
        if (decided) {
            throw new IllegalStateException("the record is changed once a plan: " + actions + ", then " + change);
        }
        decided = true;
        actions.addFirst(change);
        wakeWithin(0);
    }

    /** Commands to a member without an address wait until it has one. */
    void tell(MemberSeen member, ControlCommand command, String reason) {
        if (member.address() != null) {
            actions.add(new Action.Tell(member.name(), command, reason));
        }
    }

    void add(Action action) {
        actions.add(action);
    }

    void report(EventKind kind, String message) {
        actions.add(new Action.Report(kind, message));
    }

    void waitFor(MemberName member) {
        waitingFor.add(member);
    }

    void wakeWithin(long millis) {
        wakeAfter = Math.min(wakeAfter, millis);
    }

    Plan finish(Verdict verdict) {
        return new Plan(actions, verdict, wakeAfter);
    }
}

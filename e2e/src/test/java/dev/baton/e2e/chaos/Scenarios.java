package dev.baton.e2e.chaos;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** All scenarios there are. */
final class Scenarios {
    /** Those that every whole test run plays. */
    static final List<Supplier<Scenario>> NAMED = List.of(
            LeaderProcessKilled::new,
            LeaderFrozen::new,
            NodePaused::new,
            LeaderCutOff::new,
            LeaderDeafened::new,
            LossyLinks::new,
            DiskWedged::new,
            AllMembersKilled::new);

    static final List<Supplier<Scenario>> OTHERS = List.of(
            LeaderPodKilled::new,
            NodeStopped::new,
            LeaderCutFromOperator::new,
            LeaderCutFromFollowers::new,
            LeaderSilenced::new,
            SlowLinks::new,
            DiskFull::new,
            ApiServerFrozen::new,
            OperatorKilled::new,
            RollingUpdate::new,
            ScaleOutAndIn::new,
            Drained::new,
            VolumeDeleted::new);

    private Scenarios() {}

    static List<Scenario> named() {
        return NAMED.stream().map(Supplier::get).toList();
    }

    static List<Scenario> others() {
        return OTHERS.stream().map(Supplier::get).toList();
    }

    /** Each time anew: a scenario may keep what it made for its database. */
    static List<Scenario> all() {
        return Stream.concat(named().stream(), others().stream()).toList();
    }
}

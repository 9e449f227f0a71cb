package dev.baton.simulation;

import dev.baton.protocol.LeadershipRecord;
import dev.baton.protocol.QuorumRule;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where the protocol stands at a moment; more than one may hold. */
enum Step {
    /** There is none yet, or it was lost. */
    NO_RECORD,
    ELECTING,
    LED,
    /** The record is open, and its leader isn't yet. */
    OPENING,
    /** The record holds a rule that its open leader wasn't told. */
    TELLING,
    /** The open leader requires a proposal besides its rule. */
    PROPOSED,
    /** The open leader holds writes back. */
    HANDING_OVER,
    SEEDING,
    /** None of these: it serves. */
    SERVING;

    static Set<Step> of(Cluster cluster) {
        EnumSet<Step> steps = EnumSet.noneOf(Step.class);
        for (SimNode node : cluster.nodes()) {
            SimProcess process = node.process();
            if (process != null && process.core.isSeeding()) {
                steps.add(SEEDING);
            }
        }
        LeadershipRecord record = cluster.record.record();
        if (record == null) {
            steps.add(NO_RECORD);
            return steps;
        }
        switch (record.phase()) {
            case ELECTING -> steps.add(ELECTING);
            case LED -> steps.add(LED);
            case OPEN -> {
                SimProcess leader = leader(cluster, record);
                if (leader == null) {
                    steps.add(OPENING);
                } else {
                    ofOpenLeader(leader, record, steps);
                }
            }
        }
        if (steps.isEmpty()) {
            steps.add(SERVING);
        }
        return steps;
    }

    private static void ofOpenLeader(SimProcess leader, LeadershipRecord record, Set<Step> steps) {
        int number = record.base() == null ? 0 : record.base().rule().number();
        int told = 0;
        int proposals = -1;
        for (QuorumRule rule : leader.core.rulesInForce()) {
            told = told == 0 ? rule.number() : told;
            proposals++;
        }
        if (told < number) {
            steps.add(TELLING);
        }
        if (proposals > 0) {
            steps.add(PROPOSED);
        }
        if (leader.core.isPaused()) {
            steps.add(HANDING_OVER);
        }
    }

    /** The record's leader, if it is open; the record's, not whoever believes to be. */
    static @Nullable SimProcess leader(Cluster cluster, LeadershipRecord record) {
        if (record.leader() == null) {
            return null;
        }
        SimProcess process = cluster.node(record.leader()).process();
        return process != null && process.core.isOpen() && process.core.epoch().equals(record.epoch()) ? process : null;
    }
}

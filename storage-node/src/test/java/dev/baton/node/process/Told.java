package dev.baton.node.process;

import static org.awaitility.Awaitility.await;

import dev.baton.protocol.Acknowledge;
import dev.baton.protocol.CommitRule;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.QuorumRule;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** Tells members what to do, in the order of the failover protocol; each election is a new epoch. */
final class Told {
    static final String RECORD = "record-1";
    static final long LEASE_MILLIS = 3000;

    private long epoch;

    Epoch epoch() {
        return new Epoch(epoch);
    }

    /** Promises of the next epoch. */
    void fence(NodeUnderTest... members) {
        epoch++;
        for (NodeUnderTest member : members) {
            member.tell(new ControlCommand.Fence(epoch(), RECORD));
        }
    }

    /** The one with the greatest position. */
    static NodeUnderTest greatest(NodeUnderTest... members) {
        return List.of(members).stream()
                .max(Comparator.comparing(member -> member.status().position()))
                .orElseThrow();
    }

    /** After the fence: the leader leads, the others follow it, the rule names the first follower. */
    void open(CommitRule commit, NodeUnderTest leader, NodeUnderTest... followers) {
        MemberStatus fenced = leader.tell(new ControlCommand.Fence(epoch(), RECORD));
        leader.tell(
                new ControlCommand.Lead(epoch(), RECORD, fenced.incarnation(), fenced.position(), LEASE_MILLIS, false));
        TreeMap<MemberName, Incarnation> counted = new TreeMap<>();
        for (NodeUnderTest follower : followers) {
            follow(leader, follower);
            if (counted.isEmpty() || commit == CommitRule.ASYNCHRONOUS) {
                counted.put(follower.name(), follower.status().incarnation());
            }
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            MemberStatus.Leading leading = leader.status().leading();
            return leading != null
                    && leading.startSynced()
                    && leading.followers().stream()
                            .anyMatch(f -> f.member().equals(followers[0].name()) && f.flushed() >= leading.startEnd());
        });
        leader.tell(new ControlCommand.Rule(epoch(), new QuorumRule(1, counted, 1, commit, Acknowledge.FLUSHED)));
        await().atMost(Duration.ofSeconds(10)).until(() -> leader.status().state() == MemberState.OPEN);
        for (NodeUnderTest follower : followers) {
            streams(follower);
        }
    }

    void elect(NodeUnderTest leader, NodeUnderTest... followers) {
        fence(leader);
        for (NodeUnderTest follower : followers) {
            follower.tell(new ControlCommand.Fence(epoch(), RECORD));
        }
        open(CommitRule.SYNCHRONOUS, leader, followers);
    }

    void follow(NodeUnderTest leader, NodeUnderTest follower) {
        follower.tell(new ControlCommand.Follow(epoch(), RECORD, leader.name(), "127.0.0.1", leader.replicationPort()));
    }

    static void streams(NodeUnderTest follower) {
        await().atMost(Duration.ofSeconds(20)).until(() -> follower.status().state() == MemberState.STREAMING);
    }
}

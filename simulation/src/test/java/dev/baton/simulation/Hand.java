package dev.baton.simulation;

import dev.baton.protocol.Acknowledge;
import dev.baton.protocol.CommitRule;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.LeadershipRecord;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.Position;
import dev.baton.protocol.QuorumRule;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A cluster of a, b and c, led by hand: each word does one step of the protocol and lets the world go on until it is done. */
final class Hand {
    static final long LEASE_MILLIS = 1000;
    private static final String UID = "lease-1";
    private static final long PATIENCE = 5 * World.SECOND;

    final Cluster cluster;
    private final CommitRule commit;
    private long nextId = 1;

    private Hand(Cluster cluster, CommitRule commit) {
        this.cluster = cluster;
        this.commit = commit;
        for (String name : List.of("a", "b", "c")) {
            cluster.add(name).start();
        }
    }

    static Hand synchronous() {
        return new Hand(new Cluster(1, true), CommitRule.SYNCHRONOUS);
    }

    static Hand asynchronous() {
        return new Hand(new Cluster(1, false), CommitRule.ASYNCHRONOUS);
    }

    // ---- the world

    void pass(long millis) {
        cluster.world.runFor(millis * World.MILLI);
    }

    SimNode node(String name) {
        return cluster.node(name);
    }

    MemberStatus status(String name) {
        SimNode node = node(name);
        return node.running().core.status(node.now());
    }

    void restart(String name) {
        node(name).kill();
        node(name).start();
    }

    void cutOff(String name) {
        for (String other : List.of("a", "b", "c")) {
            cluster.network.block(name, other);
            cluster.network.block(other, name);
        }
    }

    void heal() {
        cluster.network.healAll();
    }

    // ---- the record

    LeadershipRecord record() {
        LeadershipRecord record = cluster.record.record();
        if (record == null) {
            throw new IllegalStateException("there is no record yet");
        }
        return record;
    }

    void swap(LeadershipRecord next) {
        if (cluster.record.record() == null) {
            cluster.record.create(next);
        } else if (!cluster.record.swap(cluster.record.read().version(), next)) {
            throw new IllegalStateException("lost the swap to " + next);
        }
    }

    void swapToElecting(int epoch) {
        swap(
                cluster.record.record() == null
                        ? LeadershipRecord.first(new Epoch(epoch))
                        : record().electing(new Epoch(epoch)));
    }

    // ---- telling members

    SimNode.Reply tell(String member, ControlCommand command) {
        List<SimNode.Reply> replies = new ArrayList<>();
        node(member).control(command, replies::add);
        if (!cluster.world.runUntil(() -> !replies.isEmpty(), PATIENCE)) {
            throw new AssertionError(member + " did not answer " + command);
        }
        return replies.getFirst();
    }

    MemberStatus fence(String member, int epoch) {
        return obeyed(tell(member, new ControlCommand.Fence(new Epoch(epoch), UID)));
    }

    SimNode.Reply lead(String member, int epoch, Incarnation incarnation, Position position) {
        return tell(member, new ControlCommand.Lead(new Epoch(epoch), UID, incarnation, position, LEASE_MILLIS, false));
    }

    SimNode.Reply lead(String member, int epoch) {
        return lead(
                member, epoch, node(member).volume().incarnation, status(member).position());
    }

    SimNode.Reply follow(String member, String leader, int epoch) {
        return tell(member, new ControlCommand.Follow(new Epoch(epoch), UID, new MemberName(leader), leader, 6380));
    }

    SimNode.Reply propose(String leader, int epoch, QuorumRule rule) {
        return tell(leader, new ControlCommand.Propose(new Epoch(epoch), rule));
    }

    SimNode.Reply rule(String leader, int epoch, QuorumRule rule) {
        return tell(leader, new ControlCommand.Rule(new Epoch(epoch), rule));
    }

    static MemberStatus obeyed(SimNode.Reply reply) {
        MemberStatus status = reply.status();
        if (status == null) {
            throw new AssertionError("refused: " + reply.refusal());
        }
        return status;
    }

    // ---- whole elections

    /** k is the number of followers. */
    QuorumRule ruleOf(int number, String... followers) {
        return ruleOf(number, followers.length, followers);
    }

    QuorumRule ruleOf(int number, int required, String... followers) {
        SortedMap<MemberName, Incarnation> members = new TreeMap<>();
        for (String follower : followers) {
            members.put(new MemberName(follower), node(follower).volume().incarnation);
        }
        return new QuorumRule(number, members, required, commit, Acknowledge.FLUSHED);
    }

    /** Fences those, then makes {@code leader} lead, without opening it. */
    void elect(String leader, int epoch, String... fenced) {
        swapToElecting(epoch);
        for (String member : fenced) {
            fence(member, epoch);
        }
        chooseAndLead(leader, epoch);
    }

    void chooseAndLead(String leader, int epoch) {
        swap(record().led(new MemberName(leader), node(leader).volume().incarnation));
        obeyed(lead(leader, epoch));
    }

    /** Waits until the rule's followers hold the start record, swaps to Open and tells the leader. */
    void open(String leader, int epoch, QuorumRule rule) {
        until(leader + " and " + rule + " hold the start record", () -> {
            MemberStatus.Leading leading = status(leader).leading();
            return leading != null
                    && leading.startSynced()
                    && rule.agreed(who -> {
                                MemberStatus.FollowerProgress progress = leading.follower(who.getKey());
                                return progress == null ? Long.MIN_VALUE : progress.flushed();
                            })
                            >= leading.startEnd();
        });
        swap(record().open(rule));
        obeyed(rule(leader, epoch, rule));
    }

    /** The first epoch: a leads, b and c follow, b is synchronous. */
    Hand begun() {
        return begun("b");
    }

    Hand begun(String... followers) {
        elect("a", 1, "a", "b", "c");
        follow("b", "a", 1);
        follow("c", "a", 1);
        open("a", 1, ruleOf(1, followers));
        return this;
    }

    void until(String what, java.util.function.BooleanSupplier condition) {
        if (!cluster.world.runUntil(condition, PATIENCE)) {
            throw new AssertionError(
                    "in vain: " + what + "\n" + cluster.world.trace().text());
        }
    }

    // ---- clients

    /** What a client hears; pending until it does. */
    static final class Asked implements Consumer<SimNode.Response> {
        final long id;
        private final List<SimNode.Response> answers = new ArrayList<>();

        Asked(long id) {
            this.id = id;
        }

        @Override
        public void accept(SimNode.Response response) {
            answers.add(response);
        }

        boolean isPending() {
            return answers.isEmpty();
        }

        SimNode.Response answer() {
            return answers.getFirst();
        }

        boolean isAcknowledged() {
            return !isPending() && answer() instanceof SimNode.Response.Appended;
        }
    }

    /** Sends a write and doesn't wait. */
    Asked append(String member) {
        Asked asked = new Asked(nextId++);
        node(member).request(new SimNode.Request.Append(asked.id, 0), asked);
        return asked;
    }

    Asked read(String member) {
        Asked asked = new Asked(0);
        node(member).request(new SimNode.Request.Read(0), asked);
        return asked;
    }

    /** Writes and waits for the acknowledgement. */
    long write(String member) {
        Asked asked = append(member);
        until("write " + asked.id + " on " + member, asked::isAcknowledged);
        return asked.id;
    }

    /** What a member has in memory, without asking whether it may show it. */
    List<Long> memory(String member) {
        return node(member).running().memory().list(0);
    }
}

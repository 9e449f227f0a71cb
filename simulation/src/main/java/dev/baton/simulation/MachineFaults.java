package dev.baton.simulation;

import dev.baton.operator.observe.Wish;
import dev.baton.protocol.LeadershipRecord;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.QuorumRule;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What goes wrong with a member's process, machine, clock, disk and volume. */
final class MachineFaults {
    private static final long COPIES_EVERY = 3 * World.SECOND;

    private final Cluster cluster;
    private final World world;
    private final Api api;
    private final Losses losses;
    private final boolean anyMode;
    /** By member: its volume some seconds ago. */
    private final Map<MemberName, Volume> copies = new TreeMap<>();

    MachineFaults(Cluster cluster, Api api, Losses losses, boolean anyMode) {
        this.cluster = cluster;
        this.world = cluster.world;
        this.api = api;
        this.losses = losses;
        this.anyMode = anyMode;
    }

    void begin() {
        copyVolumes();
    }

    private void copyVolumes() {
        cluster.nodes().forEach(node -> copies.put(node.name, node.volume().copy(node.volume().incarnation)));
        world.after(COPIES_EVERY, this::copyVolumes);
    }

    // ---- processes and power

    boolean kill(Faults.Struck struck) {
        SimNode node = struck.anyNode();
        kill(node, struck);
        struck.later(0, 3000, () -> start(node));
        return true;
    }

    private void kill(SimNode node, Faults.Struck struck) {
        String container = node.containerId();
        node.kill();
        world.after(struck.between(100 * World.MILLI, 1000 * World.MILLI), () -> {
            if (node.process() == null && node.isUp() && node.containerId().equals(container)) {
                api.kubeletSays(node.name, container);
            }
        });
    }

    private void start(SimNode node) {
        if (node.process() == null) {
            api.kubeletSays(node.name, null);
            node.start();
        }
    }

    boolean powerLoss(Faults.Struck struck) {
        losePower(struck.anyNode(), struck);
        return true;
    }

    private void losePower(SimNode node, Faults.Struck struck) {
        node.powerLoss();
        struck.later(200, 5000, () -> start(node));
    }

    boolean powerLossEverywhere(Faults.Struck struck) {
        world.say(() -> "the power fails");
        cluster.nodes().forEach(node -> losePower(node, struck));
        return true;
    }

    /**
     * In the midst of an append: some of it is on the disk.
     *
     * @param once tries again when an append is under way; now there is none
     */
    boolean tornWrite(Faults.Struck struck, Runnable once) {
        for (SimNode node : cluster.nodes()) {
            SimProcess process = node.process();
            if (process != null && process.log.isWriting()) {
                losePower(node, struck);
                return true;
            }
        }
        SimNode node = struck.anyNode();
        SimProcess process = node.process();
        if (process != null) {
            process.log.whenItWrites(once);
        }
        return false;
    }

    boolean freeze(Faults.Struck struck) {
        SimNode node = struck.anyNode();
        node.freeze();
        struck.later(100, 5000, node::thaw);
        return true;
    }

    /** Two clocks differ by less than the margin that a leader gives its lease up early. */
    boolean drift(Faults.Struck struck) {
        SimNode node = struck.anyNode();
        double rate = 0.96 + 0.08 * struck.below(1001) / 1000.0;
        world.say(() -> node.name + "'s clock runs at " + rate);
        node.clock(rate);
        return true;
    }

    /** Its pod is evicted: it is asked to end, and killed when the grace period is over. */
    boolean evict(Faults.Struck struck) {
        SimNode node = struck.anyNode();
        SimProcess process = node.process();
        if (process == null) {
            return false;
        }
        world.say(() -> node.name + " is asked to end");
        process.input(process.core::terminating);
        struck.later(3000, 3001, () -> {
            if (node.process() == process) {
                kill(node, struck);
                struck.later(0, 2000, () -> start(node));
            }
        });
        return true;
    }

    /** The kubelet's late word of the container before: the one that runs is another. */
    boolean misreportTermination(Faults.Struck struck) {
        SimNode node = struck.anyNode();
        if (node.process() == null) {
            return false;
        }
        String earlier = node.earlierContainerId();
        world.say(() -> earlier + " is reported terminated");
        api.kubeletSays(node.name, earlier);
        struck.later(200, 4000, () -> {
            if (earlier.equals(api.terminatedContainer(node.name))) {
                api.kubeletSays(node.name, null);
            }
        });
        return true;
    }

    boolean resetConnections(Faults.Struck struck) {
        SimNode node = struck.anyNode();
        if (node.process() == null) {
            return false;
        }
        world.say(() -> node.name + "'s connections are reset");
        node.running().resetLinks();
        return true;
    }

    // ---- disks

    boolean slowDisk(Faults.Struck struck) {
        SimNode node = struck.anyNode();
        world.say(() -> node.name + "'s disk is slow");
        node.disk.mostSync = 300 * World.MILLI;
        struck.later(500, 5000, () -> node.disk.mostSync = 2 * World.MILLI);
        return true;
    }

    boolean wedgedDisk(Faults.Struck struck) {
        SimNode node = struck.anyNode();
        world.say(() -> node.name + "'s disk is wedged");
        node.disk.wedged = true;
        struck.later(200, 9000, () -> node.disk.wedged = false);
        return true;
    }

    boolean fullDisk(Faults.Struck struck) {
        SimNode node = struck.anyNode();
        world.say(() -> node.name + "'s disk is full");
        node.disk.full = true;
        struck.later(200, 6000, () -> node.disk.full = false);
        return true;
    }

    boolean trim(Faults.Struck struck) {
        SimNode node = struck.anyNode();
        if (node.process() == null || node.isFrozen() || !node.running().trim()) {
            return false;
        }
        world.say(() -> node.name + "'s log is trimmed to " + node.running().log.start());
        return true;
    }

    // ---- volumes

    /**
     * Never the only copy: what is lost for good can't be won back by any protocol, and an asynchronous leader may be the only one that its
     * own fence can be had from.
     */
    private boolean mayLose(SimNode node) {
        LeadershipRecord record = cluster.record.record();
        LeadershipRecord.Base base = record == null ? null : record.base();
        return record != null
                && base != null
                && !base.rule().followers().isEmpty()
                && (api.wish.mode() == Wish.Mode.ASYNCHRONOUS
                        ? record.phase() == LeadershipRecord.Phase.OPEN && !node.name.equals(record.leader())
                        : api.wish.durability() == Wish.Durability.REQUIRED)
                && losses.mayLose()
                && !anyMode
                && cluster.nodes().size() >= 3;
    }

    boolean loseVolume(Faults.Struck struck) {
        SimNode node = struck.anyNode();
        if (!mayLose(node)) {
            return false;
        }
        losses.lose();
        node.loseVolume();
        struck.later(100, 3000, () -> start(node));
        return true;
    }

    /** A person or a backup puts a copy in its place: what it held is lost as with the volume. */
    boolean restoreVolume(Faults.Struck struck) {
        SimNode node = struck.anyNode();
        if (!mayLose(node)) {
            return false;
        }
        losses.lose();
        node.restoreVolume();
        struck.later(100, 3000, () -> start(node));
        return true;
    }

    /**
     * The storage forgets in silence. That stays invisible unless its leader lives, so the protocol promises nothing where anybody counts on
     * the member; nor where it forgets a promise.
     */
    boolean setBack(Faults.Struck struck) {
        LeadershipRecord record = cluster.record.record();
        SimProcess leader = record == null ? null : Step.leader(cluster, record);
        if (record == null || leader == null) {
            return false;
        }
        List<SimNode> uncounted = cluster.nodes().stream()
                .filter(node -> node.process() != null && node.process() != leader)
                .filter(node -> !isCountedOn(node, record.base(), leader) && hasHonestCopy(node))
                .toList();
        if (uncounted.isEmpty()) {
            return false;
        }
        SimNode node = struck.any(uncounted);
        node.setBack(Objects.requireNonNull(copies.get(node.name)));
        struck.later(20, 2000, () -> start(node));
        return true;
    }

    private static boolean isCountedOn(SimNode node, LeadershipRecord.@Nullable Base base, SimProcess leader) {
        if (base == null || base.rule().followers().containsKey(node.name)) {
            return true;
        }
        for (QuorumRule rule : leader.core.rulesInForce()) {
            if (rule.followers().containsKey(node.name)) {
                return true;
            }
        }
        return false;
    }

    private boolean hasHonestCopy(SimNode node) {
        Volume copy = copies.get(node.name);
        Volume now = node.volume();
        return copy != null
                && copy.incarnation.equals(now.incarnation)
                && copy.end() < now.end()
                && copy.state.promise().equals(now.state.promise())
                && copy.state.leaseMillis() == now.state.leaseMillis();
    }

    void end() {
        for (SimNode node : cluster.nodes()) {
            node.disk.wedged = false;
            node.disk.full = false;
            node.disk.mostSync = 2 * World.MILLI;
            node.thaw();
            start(node);
            api.kubeletSays(node.name, null);
        }
    }
}

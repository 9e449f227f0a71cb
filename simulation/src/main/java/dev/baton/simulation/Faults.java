package dev.baton.simulation;

import dev.baton.operator.observe.Wish;
import dev.baton.protocol.Acknowledge;
import dev.baton.protocol.LeadershipRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Breaks things at random, and mends them after a while. */
final class Faults {
    private final Cluster cluster;
    private final World world;
    private final Api api;
    private final List<SimOperator> operators;
    private final List<String> places = new ArrayList<>();
    private boolean over;
    private final boolean anyMode;
    /** A volume or the record is lost for good, once a history. */
    private boolean volumeLost;
    /** Written was enough at some time: then a power loss is a loss, and no other may come to it. */
    private boolean wasReceived;

    final Map<String, Integer> counts = new TreeMap<>();

    /** @param anyMode whether the asynchronous mode may come and go */
    Faults(Cluster cluster, Api api, List<SimOperator> operators, boolean anyMode) {
        this.cluster = cluster;
        this.world = cluster.world;
        this.api = api;
        this.operators = operators;
        this.anyMode = anyMode;
        this.wasReceived = api.wish.acknowledge() == Acknowledge.RECEIVED;
        cluster.nodes().forEach(node -> places.add(node.place()));
        operators.forEach(operator -> places.add(operator.place()));
        places.add("clients");
    }

    void begin() {
        world.after(world.between(100 * World.MILLI, 1500 * World.MILLI), () -> {
            if (!over) {
                strike();
                begin();
            }
        });
    }

    private SimNode anyNode() {
        List<SimNode> nodes = new ArrayList<>(cluster.nodes());
        LeadershipRecord record = cluster.record.record();
        // Leaders have the more interesting accidents.
        if (record != null && record.leader() != null && world.chance(0.4)) {
            return cluster.node(record.leader());
        }
        return nodes.get(world.below(nodes.size()));
    }

    private void later(long leastMillis, long mostMillis, Runnable mend) {
        world.after(world.between(leastMillis * World.MILLI, mostMillis * World.MILLI), () -> {
            if (!over) {
                mend.run();
            }
        });
    }

    private void count(String kind) {
        counts.merge(kind, 1, Integer::sum);
    }

    private void strike() {
        SimNode node = anyNode();
        switch (world.below(22)) {
            case 0, 1 -> {
                count("kill");
                kill(node);
                later(0, 3000, () -> start(node));
            }
            case 2 -> {
                count("power loss");
                node.powerLoss();
                later(200, 5000, () -> start(node));
            }
            case 20 -> {
                count("power loss of all");
                world.say("the power fails");
                for (SimNode each : cluster.nodes()) {
                    each.powerLoss();
                    later(200, 5000, () -> start(each));
                }
            }
            case 3 -> loseVolume(node);
            case 4, 5 -> {
                count("freeze");
                node.freeze();
                later(100, 5000, node::thaw);
            }
            case 6, 7 -> {
                count("isolation");
                // The worst of them: clients still reach a leader that nobody else does.
                boolean clientsToo = world.chance(0.5);
                world.say(node.name + " is cut off" + (clientsToo ? "" : " from all but clients"));
                for (String other : places) {
                    if (!clientsToo && other.equals("clients")) {
                        continue;
                    }
                    cut(node.place(), other);
                    cut(other, node.place());
                }
                later(
                        300,
                        6000,
                        () -> places.forEach(other -> {
                            mend(node.place(), other);
                            mend(other, node.place());
                        }));
            }
            case 8 -> {
                count("one-way partition");
                String from = places.get(world.below(places.size()));
                String to = places.get(world.below(places.size()));
                world.say(from + " can't reach " + to);
                cut(from, to);
                later(300, 6000, () -> mend(from, to));
            }
            case 9 -> {
                count("cut from members");
                world.say(node.name + " is cut off from the other members");
                cluster.nodes().forEach(other -> {
                    cut(node.place(), other.place());
                    cut(other.place(), node.place());
                });
                later(
                        300,
                        6000,
                        () -> cluster.nodes().forEach(other -> {
                            mend(node.place(), other.place());
                            mend(other.place(), node.place());
                        }));
            }
            case 10 -> {
                count("slow disk");
                node.disk.mostSync = 300 * World.MILLI;
                later(500, 5000, () -> node.disk.mostSync = 2 * World.MILLI);
            }
            case 11 -> {
                count("wedged disk");
                world.say(node.name + "'s disk is wedged");
                node.disk.wedged = true;
                later(200, 9000, () -> node.disk.wedged = false);
            }
            case 12 -> {
                count("reset connections");
                if (node.process() != null) {
                    node.running().resetLinks();
                }
            }
            case 13 -> {
                if (node.process() != null && !node.isFrozen() && node.running().trim()) {
                    count("log trimmed");
                }
            }
            case 14 -> {
                count("operator killed");
                SimOperator operator = operators.get(world.below(operators.size()));
                operator.kill();
                later(100, 3000, operator::start);
            }
            case 15 -> {
                count("API outage");
                world.say("the API server is out");
                api.out = true;
                later(500, 5000, () -> api.out = false);
            }
            case 16 -> {
                count("switchover");
                world.say("somebody asks for a switchover to " + node.name);
                api.askForSwitchover(node.name);
            }
            case 17 -> drain(node);
            case 18 -> changeWish();
            case 19 -> loseRecord();
            default -> {
                count("slow network");
                cluster.network.mostDelay = 30 * World.MILLI;
                later(500, 4000, () -> cluster.network.mostDelay = World.MILLI);
            }
        }
    }

    private void cut(String from, String to) {
        if (!from.equals(to)) {
            cluster.network.block(from, to);
        }
    }

    private void mend(String from, String to) {
        cluster.network.unblock(from, to);
    }

    private void kill(SimNode node) {
        String container = node.containerId();
        node.kill();
        world.after(world.between(100 * World.MILLI, 1000 * World.MILLI), () -> {
            if (node.process() == null && node.isUp() && node.containerId().equals(container)) {
                api.kubeletSays(node.name, container);
            }
        });
    }

    private void start(SimNode node) {
        api.kubeletSays(node.name, null);
        node.start();
    }

    /**
     * Once a history, and never the only copy: what is lost for good can't be won back by any protocol, and an asynchronous leader may be
     * the only one that its own fence can be had from.
     */
    private void loseVolume(SimNode node) {
        LeadershipRecord record = cluster.record.record();
        boolean safe = record != null
                && record.base() != null
                && !record.base().rule().followers().isEmpty()
                && record.phase() == LeadershipRecord.Phase.OPEN
                && (api.wish.mode() == Wish.Mode.ASYNCHRONOUS
                        ? !node.name.equals(record.leader())
                        : api.wish.durability() == Wish.Durability.REQUIRED)
                && cluster.nodes().size() >= 3;
        if (volumeLost || wasReceived || anyMode || !safe) {
            return;
        }
        count("lost volume");
        volumeLost = true;
        node.loseVolume();
        later(100, 3000, () -> start(node));
    }

    /** Its pod is evicted: it is asked to end, and killed when the grace period is over. */
    private void drain(SimNode node) {
        SimNode.Process process = node.process();
        if (process == null) {
            return;
        }
        count("drain");
        world.say(node.name + " is asked to end");
        process.input(process.core::terminating);
        world.after(3 * World.SECOND, () -> {
            if (!over && node.process() == process) {
                kill(node);
                later(0, 2000, () -> start(node));
            }
        });
    }

    /** Another number of synchronous followers, durability, acknowledge and, but between promises of different worth, mode. */
    private void changeWish() {
        Wish wish = api.wish;
        Wish.Mode[] modes = Wish.Mode.values();
        Wish.Mode mode = anyMode
                ? modes[world.below(modes.length)]
                : wish.mode() == Wish.Mode.ASYNCHRONOUS || world.chance(0.5)
                        ? wish.mode()
                        : world.chance(0.5) ? Wish.Mode.SYNCHRONOUS : Wish.Mode.SEMI_SYNCHRONOUS;
        boolean received = !volumeLost && world.chance(0.5);
        // A single member has nobody to wait for, and a volume once lost leaves nobody to do without.
        boolean preferred = cluster.nodes().size() < 2 || world.chance(0.4);
        wasReceived |= received;
        count("wish changed");
        api.wish = new Wish(
                wish.replicas(),
                mode,
                (int) world.between(1, Math.max(2, Math.min(3, cluster.nodes().size()))),
                preferred ? Wish.Durability.PREFERRED : Wish.Durability.REQUIRED,
                received ? Acknowledge.RECEIVED : Acknowledge.FLUSHED,
                wish.policy(),
                wish.maxLagBytes(),
                wish.leaseMillis());
        world.say("the wish is now " + api.wish);
    }

    /** Somebody deletes the Lease. Not while a member is empty: then only a person can say which copy is true. */
    private void loseRecord() {
        boolean someEmpty =
                cluster.nodes().stream().anyMatch(node -> node.volume().end() == 0);
        if (volumeLost
                || wasReceived
                || anyMode
                || someEmpty
                || cluster.record.record() == null
                || api.wish.mode() == Wish.Mode.ASYNCHRONOUS) {
            return;
        }
        count("record lost");
        volumeLost = true;
        cluster.record.delete();
    }

    /** Everything works again. */
    void end() {
        over = true;
        world.say("the faults end: " + counts);
        cluster.network.healAll();
        cluster.network.mostDelay = World.MILLI;
        api.out = false;
        for (SimNode node : cluster.nodes()) {
            node.disk.wedged = false;
            node.disk.mostSync = 2 * World.MILLI;
            node.thaw();
            start(node);
        }
        operators.forEach(SimOperator::start);
    }
}

package dev.baton.simulation;

import dev.baton.protocol.MemberName;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Members, network and leadership record of one database in a world of its own. */
final class Cluster {
    final World world;
    final Network network;
    final Invariants invariants;
    final Watch watch;
    final RecordStore record;
    private final Runnable afterStep;
    private final Map<MemberName, SimNode> nodes = new TreeMap<>();

    /** @param synchronous whether the promises of the synchronous modes are checked */
    Cluster(long seed, boolean synchronous) {
        this(new World(seed, true), synchronous, true);
    }

    /** @param watched whether the invariants are checked after every step; else only the clients judge, at the end */
    Cluster(World world, boolean synchronous, boolean watched) {
        this.world = world;
        this.network = new Network(world);
        this.invariants = new Invariants(world, synchronous);
        this.watch = watched ? invariants : Watch.NOTHING;
        this.record = new RecordStore(world, watch);
        this.afterStep = watched ? invariants::afterStep : () -> {};
        world.afterEveryStep(afterStep);
    }

    void alsoAfterEveryStep(Runnable what) {
        world.afterEveryStep(() -> {
            afterStep.run();
            what.run();
        });
    }

    SimNode add(String name) {
        SimNode node = new SimNode(world, network, nodes::get, watch, new MemberName(name));
        nodes.put(node.name, node);
        invariants.watch(node);
        return node;
    }

    SimNode node(String name) {
        return node(new MemberName(name));
    }

    SimNode node(MemberName name) {
        SimNode node = nodes.get(name);
        if (node == null) {
            throw new IllegalArgumentException("no member " + name);
        }
        return node;
    }

    /** Those that have a volume that isn't retired. */
    List<SimNode> nodes() {
        return nodes.values().stream().filter(node -> !node.isRetired()).toList();
    }

    boolean has(String name) {
        return nodes.containsKey(new MemberName(name));
    }
}

package dev.baton.simulation;

import dev.baton.protocol.MemberName;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** Members, network and leadership record of one database in a world of its own. */
final class Cluster {
    final World world;
    final Network network;
    final Invariants invariants;
    final RecordStore record;
    private final Map<MemberName, SimNode> nodes = new TreeMap<>();

    /** @param synchronous whether the promises of the synchronous modes are checked */
    Cluster(long seed, boolean synchronous) {
        this.world = new World(seed);
        this.network = new Network(world);
        this.invariants = new Invariants(world, synchronous);
        this.record = new RecordStore(world, invariants::swapped);
        world.afterEveryStep(invariants::afterStep);
    }

    SimNode add(String name) {
        SimNode node = new SimNode(world, network, nodes::get, invariants, new MemberName(name));
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

    Collection<SimNode> nodes() {
        return nodes.values();
    }
}

package dev.baton.simulation;

import dev.baton.protocol.MemberName;

/** Makes the members that the spec asks for and takes away those that an operator retires, as StatefulSets and volume claims come and go. */
final class Workloads {
    private final Cluster cluster;
    private final World world;
    private final Api api;

    Workloads(Cluster cluster, Api api) {
        this.cluster = cluster;
        this.world = cluster.world;
        this.api = api;
    }

    static MemberName member(int ordinal) {
        return new MemberName("m" + ordinal);
    }

    static int ordinal(MemberName name) {
        return Integer.parseInt(name.value().substring(1));
    }

    void begin() {
        world.after(world.between(200 * World.MILLI, 900 * World.MILLI), () -> {
            if (!api.out) {
                makeMissing();
            }
            begin();
        });
    }

    private void makeMissing() {
        for (int ordinal = 0; ordinal < api.wish.replicas(); ordinal++) {
            String name = member(ordinal).value();
            if (!cluster.has(name)) {
                SimNode made = cluster.add(name);
                made.clock(0.96 + 0.08 * world.below(1001) / 1000.0);
                world.say(() -> name + " is made");
                made.start();
            } else if (cluster.node(name).isRetired()) {
                cluster.node(name).bringBack();
                cluster.node(name).start();
            }
        }
    }

    /** Somebody may want it back by now; and one that was wanted only while the API server was out was never made. */
    void retire(MemberName name) {
        if (ordinal(name) >= api.wish.replicas() && cluster.has(name.value())) {
            cluster.node(name).retire();
        }
    }
}

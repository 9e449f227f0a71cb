package dev.baton.simulation;

import dev.baton.protocol.MemberName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A client: one operation after the other, appends of unique ids to lists and reads, through whoever it believes to lead. */
final class SimClient {
    static final int KEYS = 3;
    private static final long TIMEOUT = 2 * World.SECOND;

    /** What all clients know together, for the checks at the end. */
    static final class History {
        final Set<Long> acknowledged = new HashSet<>();
        final Set<Long> refused = new HashSet<>();
        final Map<Integer, List<Long>> longestRead = new TreeMap<>();
        /** By key: how long the list must be that a leader shows from now on. */
        final Map<Integer, Integer> mustShow = new TreeMap<>();
        /** How often power had taken committed writes when the two above began. */
        int losses;

        long operations;
        long nextId = 1;
    }

    private final Cluster cluster;
    private final Api api;
    private final History history;
    private final boolean synchronous;
    private final String place;
    private @Nullable MemberName believed;
    boolean stopped;
    private long operation;

    SimClient(Cluster cluster, Api api, History history, boolean synchronous, String place) {
        this.cluster = cluster;
        this.api = api;
        this.history = history;
        this.synchronous = synchronous;
        this.place = place;
    }

    void start() {
        pauseThenAct();
    }

    private void pauseThenAct() {
        cluster.world.after(cluster.world.between(10 * World.MILLI, 150 * World.MILLI), this::act);
    }

    private void act() {
        if (stopped) {
            return;
        }
        World world = cluster.world;
        long mine = ++operation;
        history.operations++;
        world.after(TIMEOUT, () -> {
            if (operation == mine) {
                operation++; // its outcome is unknown
                believed = null;
                pauseThenAct();
            }
        });
        int losses = cluster.invariants.losses();
        if (history.losses != losses) {
            history.losses = losses;
            history.mustShow.clear();
            history.longestRead.clear();
        }
        int key = world.below(KEYS);
        SimNode node = choose();
        if (world.chance(0.55)) {
            long id = history.nextId++;
            send(node, new SimNode.Request.Append(id, key), mine, response -> heardAppend(id, key, response));
        } else if (world.chance(0.7)) {
            int must = history.mustShow.getOrDefault(key, 0);
            send(node, new SimNode.Request.Read(key), mine, response -> heardRead(key, must, losses, response));
        } else {
            SimNode any = any();
            send(any, new SimNode.Request.Read(key), mine, response -> heardRead(key, 0, losses, response));
        }
    }

    private SimNode choose() {
        if (believed == null || cluster.world.chance(0.05)) {
            MemberName routed = api.routed;
            believed = routed != null && cluster.world.chance(0.8) ? routed : any().name;
        }
        return cluster.node(believed);
    }

    private SimNode any() {
        List<SimNode> nodes = new ArrayList<>(cluster.nodes());
        return nodes.get(cluster.world.below(nodes.size()));
    }

    private interface Hearing {
        void hear(SimNode.Response response);
    }

    private void send(SimNode node, SimNode.Request request, long mine, Hearing hearing) {
        cluster.network.carry(
                place,
                node.place(),
                () -> node.request(
                        request,
                        response -> cluster.network.carry(node.place(), place, () -> {
                            hearing.hear(response); // also late: what it says is true
                            if (operation == mine) {
                                operation++;
                                if (!(response instanceof SimNode.Response.Appended)
                                        && !(response instanceof SimNode.Response.Values)) {
                                    believed = null;
                                }
                                pauseThenAct();
                            }
                        })));
    }

    private void heardAppend(long id, int key, SimNode.Response response) {
        if (response instanceof SimNode.Response.Appended) {
            history.acknowledged.add(id);
            history.mustShow.merge(key, cluster.invariants.indexOf(id), Math::max);
        } else if (response instanceof SimNode.Response.Refused) {
            history.refused.add(id);
        }
    }

    private void heardRead(int key, int must, int losses, SimNode.Response response) {
        if (losses != cluster.invariants.losses() || losses != history.losses) {
            return; // power took committed writes since it was sent
        }
        if (synchronous
                && response instanceof SimNode.Response.Values values
                && values.ids().stream().noneMatch(cluster.invariants::isExcused)) {
            if (values.byLeader() && values.ids().size() < must) {
                throw new Violation(
                        "a stale read: list " + key + " had " + must
                                + " acknowledged entries before the read was sent, and "
                                + values.ids().size() + " were shown",
                        cluster.world.trace());
            }
            List<Long> longest = history.longestRead.getOrDefault(key, List.of());
            if (values.ids().size() > longest.size()) {
                history.longestRead.put(key, values.ids());
            }
        }
    }
}

package dev.baton.simulation;

import dev.baton.protocol.MemberName;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client: one operation after the other, appends of unique ids to lists and reads, through whoever it believes to lead. */
final class SimClient {
    static final int KEYS = 6;
    private static final long TIMEOUT = 2 * World.SECOND;

    private final Cluster cluster;
    private final World world;
    private final Api api;
    private final History history;
    private final String place;
    private final long mostPause;
    private @Nullable MemberName believed;
    private boolean stopped;
    private long underWay;

    /** @param mostPause between two operations, in nanoseconds */
    SimClient(Cluster cluster, Api api, History history, String place, long mostPause) {
        this.cluster = cluster;
        this.world = cluster.world;
        this.api = api;
        this.history = history;
        this.place = place;
        this.mostPause = mostPause;
    }

    void start() {
        pauseThenAct();
    }

    void stop() {
        stopped = true;
    }

    private void pauseThenAct() {
        world.after(world.between(mostPause / 40, mostPause), this::act);
    }

    private void act() {
        if (stopped) {
            return;
        }
        int key = world.below(SimClient.KEYS);
        boolean append = world.chance(0.55);
        // One in six reads goes to anybody: followers serve them, too.
        SimNode node = append || world.chance(0.7) ? choose() : any();
        long mine = ++underWay;
        if (append) {
            History.Operation operation = history.append(key, world.now());
            send(node, new SimNode.Request.Append(operation.id, key), mine, response -> {
                switch (response) {
                    case SimNode.Response.Appended appended -> history.acknowledged(operation, world.now());
                    case SimNode.Response.Refused refused -> history.refused(operation, world.now());
                    default -> {} // unknown it stays
                }
            });
        } else {
            History.Operation operation = history.read(key, world.now());
            send(node, new SimNode.Request.Read(key), mine, response -> {
                if (response instanceof SimNode.Response.Values values) {
                    history.answered(operation, values.ids(), values.byLeader(), world.now());
                }
            });
        }
        world.after(TIMEOUT, () -> {
            if (underWay == mine) {
                underWay++; // its outcome is unknown
                believed = null;
                pauseThenAct();
            }
        });
    }

    private SimNode choose() {
        if (believed == null || world.chance(0.05)) {
            MemberName routed = api.routed;
            believed = routed != null && world.chance(0.8) ? routed : any().name;
        }
        return cluster.node(believed);
    }

    private SimNode any() {
        List<SimNode> nodes = cluster.nodes();
        return nodes.get(world.below(nodes.size()));
    }

    private void send(SimNode node, SimNode.Request request, long mine, Consumer<SimNode.Response> hearing) {
        cluster.network.carry(
                place,
                node.place(),
                () -> node.request(
                        request,
                        response -> cluster.network.carry(node.place(), place, () -> {
                            hearing.accept(response); // also late: what it says is true
                            if (underWay == mine) {
                                underWay++;
                                if (!(response instanceof SimNode.Response.Appended)
                                        && !(response instanceof SimNode.Response.Values)) {
                                    believed = null;
                                }
                                pauseThenAct();
                            }
                        })));
    }
}

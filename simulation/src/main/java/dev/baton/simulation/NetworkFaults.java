package dev.baton.simulation;

import java.util.ArrayList;
import java.util.List;

/** What goes wrong between places. */
final class NetworkFaults {
    private static final String CLIENTS = "clients";

    private final Cluster cluster;
    private final World world;
    private final List<SimOperator> operators;

    NetworkFaults(Cluster cluster, List<SimOperator> operators) {
        this.cluster = cluster;
        this.world = cluster.world;
        this.operators = operators;
    }

    private List<String> places() {
        List<String> places = new ArrayList<>();
        cluster.nodes().forEach(node -> places.add(node.place()));
        operators.forEach(operator -> places.add(operator.place()));
        places.add(CLIENTS);
        return places;
    }

    private record Way(String from, String to) {}

    private void cut(List<Way> ways) {
        ways.forEach(way -> cluster.network.block(way.from(), way.to()));
    }

    private void mend(List<Way> ways) {
        ways.forEach(way -> cluster.network.unblock(way.from(), way.to()));
    }

    private void cutForAWhile(List<Way> ways, Faults.Struck struck) {
        cut(ways);
        struck.later(300, 6000, () -> {
            world.say(() -> "what was cut is mended");
            mend(ways);
        });
    }

    private static void both(String one, String other, List<Way> ways) {
        if (!one.equals(other)) {
            ways.add(new Way(one, other));
            ways.add(new Way(other, one));
        }
    }

    /** @param clientsToo the worst of them: clients still reach a leader that nobody else does */
    boolean cutOff(Faults.Struck struck, boolean clientsToo) {
        SimNode node = struck.anyNode();
        world.say(() -> node.name + " is cut off" + (clientsToo ? "" : " from all but clients"));
        List<Way> ways = new ArrayList<>();
        for (String other : places()) {
            if (clientsToo || !other.equals(CLIENTS)) {
                both(node.place(), other, ways);
            }
        }
        cutForAWhile(ways, struck);
        return true;
    }

    boolean cutFromMembers(Faults.Struck struck) {
        SimNode node = struck.anyNode();
        world.say(() -> node.name + " is cut off from the other members");
        List<Way> ways = new ArrayList<>();
        cluster.nodes().forEach(other -> both(node.place(), other.place(), ways));
        cutForAWhile(ways, struck);
        return true;
    }

    /** From one place to another, or all that one of them says. */
    boolean oneWay(Faults.Struck struck) {
        String from = struck.any(places());
        String to = struck.any(places());
        boolean toAll = struck.chance(0.3);
        world.say(() -> from + " can't reach " + (toAll ? "anybody" : to));
        List<Way> ways = new ArrayList<>();
        for (String other : places()) {
            if (!from.equals(other) && (toAll || other.equals(to))) {
                ways.add(new Way(from, other));
            }
        }
        cutForAWhile(ways, struck);
        return true;
    }

    boolean split(Faults.Struck struck) {
        List<String> here = new ArrayList<>();
        List<String> there = new ArrayList<>();
        places().forEach(place -> (struck.chance(0.5) ? here : there).add(place));
        world.say(() -> "the network splits in " + here + " and " + there);
        List<Way> ways = new ArrayList<>();
        here.forEach(one -> there.forEach(other -> both(one, other, ways)));
        cutForAWhile(ways, struck);
        return true;
    }

    /** Cut and mended again and again. */
    boolean flapping(Faults.Struck struck) {
        SimNode node = struck.anyNode();
        world.say(() -> node.name + "'s network comes and goes");
        List<Way> ways = new ArrayList<>();
        places().forEach(other -> both(node.place(), other, ways));
        flap(ways, struck, struck.below(8) + 3, false);
        return true;
    }

    private void flap(List<Way> ways, Faults.Struck struck, int times, boolean isCut) {
        if (isCut) {
            mend(ways);
        } else if (times > 0) {
            cut(ways);
        } else {
            return;
        }
        struck.later(30, 700, () -> flap(ways, struck, times - 1, !isCut));
    }

    boolean slow(Faults.Struck struck) {
        world.say(() -> "the network is slow");
        cluster.network.mostDelay = 30 * World.MILLI;
        struck.later(500, 4000, () -> cluster.network.mostDelay = World.MILLI);
        return true;
    }

    void end() {
        cluster.network.healAll();
        cluster.network.mostDelay = World.MILLI;
    }
}

package dev.baton.simulation;

import dev.baton.operator.observe.RequestType;
import dev.baton.operator.observe.Wish;
import dev.baton.protocol.Acknowledge;
import dev.baton.protocol.LeadershipRecord;
import java.util.List;

/** What goes wrong with operators and the API server, and what people ask for meanwhile. */
final class ControlFaults {
    private final Cluster cluster;
    private final World world;
    private final Api api;
    private final List<SimOperator> operators;
    private final Losses losses;
    private final boolean anyMode;

    ControlFaults(Cluster cluster, Api api, List<SimOperator> operators, Losses losses, boolean anyMode) {
        this.cluster = cluster;
        this.world = cluster.world;
        this.api = api;
        this.operators = operators;
        this.losses = losses;
        this.anyMode = anyMode;
    }

    // ---- operators and the API server

    /** At once, or in the midst of what it does next. */
    boolean killOperator(Faults.Struck struck) {
        SimOperator operator = struck.any(operators);
        if (struck.chance(0.5)) {
            operator.killAfter(struck.below(6));
            return true;
        }
        operator.kill();
        struck.later(100, 3000, operator::start);
        return true;
    }

    boolean staleCache(Faults.Struck struck) {
        SimOperator operator = struck.any(operators);
        world.say(() -> operator.place() + " sees nothing new");
        operator.watches(false);
        struck.later(200, 6000, () -> operator.watches(true));
        return true;
    }

    boolean apiOutage(Faults.Struck struck) {
        world.say(() -> "the API server is out");
        api.out = true;
        struck.later(500, 5000, () -> {
            world.say(() -> "the API server is back");
            api.out = false;
        });
        return true;
    }

    // ---- the record

    /** Somebody deletes the Lease. Not while a member is empty: then only a person can say which copy is true. */
    boolean loseRecord() {
        if (cluster.record.record() == null || !everybodyHoldsData()) {
            return false;
        }
        losses.lose();
        cluster.record.delete();
        return true;
    }

    /** Everybody who knows better is there to say so: of what only the dead know, nobody learns. */
    boolean restoreRecord(Faults.Struck struck) {
        LeadershipRecord earlier = cluster.record.earlier();
        LeadershipRecord now = cluster.record.record();
        if (earlier == null
                || now == null
                || api.out
                || world.now() - cluster.record.read().swappedAt() < World.SECOND // operators have heard of it
                || !everybodyHoldsData()
                || !cluster.network.isWhole()
                || operators.stream().noneMatch(SimOperator::isRunning)
                || !cluster.nodes().stream().allMatch(node -> knows(node, now))) {
            return false;
        }
        losses.lose();
        cluster.record.restore(earlier, struck.chance(0.5));
        return true;
    }

    private static boolean knows(SimNode node, LeadershipRecord record) {
        return node.process() != null
                && !node.isFrozen()
                && !node.disk.wedged
                && node.volume().state.promise().promised().equals(record.epoch());
    }

    private boolean everybodyHoldsData() {
        return losses.mayLose()
                && !anyMode
                && api.wish.mode() != Wish.Mode.ASYNCHRONOUS
                && cluster.nodes().size() == api.wish.replicas()
                && cluster.nodes().stream().allMatch(node -> node.volume().end() > 0);
    }

    // ---- people

    boolean askForSwitchover(Faults.Struck struck) {
        SimNode node = struck.anyNode();
        world.say(() -> "somebody asks for a switchover to " + node.name);
        return api.ask(RequestType.SWITCHOVER, node.name.value());
    }

    boolean askForFailover() {
        world.say(() -> "somebody asks for a failover");
        return api.ask(RequestType.FAILOVER, "auto");
    }

    /** Another number of synchronous followers, durability, acknowledge and, but between promises of different worth, mode. */
    boolean changeMode(Faults.Struck struck) {
        Wish wish = api.wish;
        Wish.Mode mode = anyMode
                ? struck.any(List.of(Wish.Mode.values()))
                : wish.mode() == Wish.Mode.ASYNCHRONOUS || struck.chance(0.5)
                        ? wish.mode()
                        : struck.chance(0.5) ? Wish.Mode.SYNCHRONOUS : Wish.Mode.SEMI_SYNCHRONOUS;
        boolean received = !losses.hasLost() && struck.chance(0.5);
        wish(
                wish.replicas(),
                mode,
                struck.below(2) + 1,
                struck.chance(0.4) ? Wish.Durability.PREFERRED : Wish.Durability.REQUIRED,
                received ? Acknowledge.RECEIVED : Acknowledge.FLUSHED);
        return true;
    }

    /** More or fewer members. */
    boolean scale(Faults.Struck struck) {
        Wish wish = api.wish;
        int step = struck.chance(0.7) ? 1 : 2;
        int replicas = wish.replicas() + (struck.chance(0.5) ? step : -step);
        LeadershipRecord record = cluster.record.record();
        // While a lost record is being replaced an empty newcomer would be taken for a member that lost its data.
        if (replicas < 1 || replicas > 7 || record == null || record.base() == null) {
            return false;
        }
        wish(replicas, wish.mode(), wish.synchronousFollowers(), wish.durability(), wish.acknowledge());
        return true;
    }

    private void wish(int replicas, Wish.Mode mode, int followers, Wish.Durability durability, Acknowledge written) {
        api.wish = new Wish(
                replicas,
                mode,
                Math.max(1, Math.min(followers, replicas - 1)),
                // A single member has nobody to wait for.
                replicas < 2 ? Wish.Durability.PREFERRED : durability,
                written,
                api.wish.policy(),
                api.wish.maxLagBytes(),
                api.wish.leaseMillis());
        losses.wished(api.wish);
        world.say(() -> "the wish is now " + api.wish);
    }

    void end() {
        api.out = false;
        operators.forEach(operator -> {
            operator.watches(true);
            operator.start();
        });
    }
}

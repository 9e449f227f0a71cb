package dev.baton.simulation;

import dev.baton.protocol.LeadershipRecord;
import dev.baton.protocol.MemberName;
import dev.baton.simulation.Scenario.Strike;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** Has a scenario's faults strike when their time has come, mends them after a while, and counts them. */
final class Faults {
    /** How long a fault waits for the step it is meant for; then it strikes all the same. */
    private static final long PATIENCE = 8 * World.SECOND;
    /** How long nothing else strikes after the record was restored: who knows better must live to tell. */
    private static final long RECOVERY = 20 * World.SECOND;

    private final Cluster cluster;
    private final World world;
    private final Scenario scenario;
    private final MachineFaults machines;
    private final NetworkFaults network;
    private final ControlFaults control;
    private final List<Strike> ambushes = new ArrayList<>();
    private boolean over;
    private long lastTrouble;
    private long restoredAt = -RECOVERY;
    private long restoredSwaps;

    final Map<FaultKind, Integer> counts = new EnumMap<>(FaultKind.class);
    final int[][] met = new int[FaultKind.values().length][Step.values().length];

    /** Chance for one fault, and its mending. */
    final class Struck {
        private final SplittableRandom random;

        Struck(long seed) {
            random = new SplittableRandom(seed);
        }

        boolean chance(double probability) {
            return random.nextDouble() < probability;
        }

        int below(int bound) {
            return random.nextInt(bound);
        }

        long between(long low, long high) {
            return random.nextLong(low, high);
        }

        <T> T any(List<T> among) {
            return among.get(random.nextInt(among.size()));
        }

        /** Leaders have the more interesting accidents. */
        SimNode anyNode() {
            LeadershipRecord record = cluster.record.record();
            List<SimNode> nodes = cluster.nodes();
            boolean leader = chance(0.4);
            SimNode any = any(nodes);
            MemberName leads = record == null ? null : record.leader();
            if (leads == null && record != null && record.base() != null) {
                leads = record.base().leader(); // an election is under way, and it doesn't know yet
            }
            return leader && leads != null ? cluster.node(leads) : any;
        }

        /** Ends it after a while, unless all faults have ended by then. */
        void later(long leastMillis, long mostMillis, Runnable mend) {
            world.after(random.nextLong(leastMillis * World.MILLI, mostMillis * World.MILLI), () -> {
                if (!over) {
                    lastTrouble = world.now();
                    mend.run();
                }
            });
        }
    }

    Faults(Cluster cluster, Api api, List<SimOperator> operators, Scenario scenario) {
        this.cluster = cluster;
        this.world = cluster.world;
        this.scenario = scenario;
        Losses losses = new Losses(api.wish);
        this.machines = new MachineFaults(cluster, api, losses, scenario.anyMode());
        this.network = new NetworkFaults(cluster, operators);
        this.control = new ControlFaults(cluster, api, operators, losses, scenario.anyMode());
    }

    void begin() {
        for (Strike strike : scenario.strikes()) {
            world.after(strike.at(), () -> {
                if (strike.ambush() == null || Step.of(cluster).contains(strike.ambush())) {
                    strike(strike);
                } else {
                    ambushes.add(strike);
                    world.after(PATIENCE, () -> {
                        if (ambushes.remove(strike)) {
                            strike(strike);
                        }
                    });
                }
            });
        }
        machines.begin();
    }

    /** After every step of the world: whatever waits for the one that has come. */
    void look() {
        if (ambushes.isEmpty()) {
            return;
        }
        Set<Step> steps = Step.of(cluster);
        for (int i = ambushes.size() - 1; i >= 0; i--) {
            Strike strike = ambushes.get(i);
            if (steps.contains(strike.ambush())) {
                ambushes.remove(i);
                world.after(0, () -> strike(strike));
            }
        }
    }

    /** How long nothing has struck and nothing been mended. */
    long quietFor() {
        return world.now() - lastTrouble;
    }

    private boolean mustBeQuiet() {
        return world.now() - restoredAt < RECOVERY && cluster.record.swaps() == restoredSwaps;
    }

    private void strike(Strike strike) {
        if (over || mustBeQuiet()) {
            return;
        }
        Set<Step> steps = Step.of(cluster);
        if (!strikes(strike, new Struck(strike.chance()))) {
            return;
        }
        lastTrouble = world.now();
        counts.merge(strike.kind(), 1, Integer::sum);
        for (Step step : steps) {
            met[strike.kind().ordinal()][step.ordinal()]++;
        }
        if (strike.kind() == FaultKind.RECORD_RESTORED) {
            restoredAt = world.now();
            restoredSwaps = cluster.record.swaps();
        }
    }

    /** @return whether there was anything it could strike */
    private boolean strikes(Strike strike, Struck struck) {
        return switch (strike.kind()) {
            case PROCESS_KILLED -> machines.kill(struck);
            case POWER_LOST -> machines.powerLoss(struck);
            case POWER_LOST_EVERYWHERE -> machines.powerLossEverywhere(struck);
            case WRITE_TORN -> machines.tornWrite(struck, () -> strike(strike));
            case PROCESS_FROZEN -> machines.freeze(struck);
            case CLOCK_DRIFTS -> machines.drift(struck);
            case DISK_SLOW -> machines.slowDisk(struck);
            case DISK_WEDGED -> machines.wedgedDisk(struck);
            case DISK_FULL -> machines.fullDisk(struck);
            case LOG_TRIMMED -> machines.trim(struck);
            case VOLUME_LOST -> machines.loseVolume(struck);
            case VOLUME_RESTORED -> machines.restoreVolume(struck);
            case DISK_SET_BACK -> machines.setBack(struck);
            case TERMINATION_MISREPORTED -> machines.misreportTermination(struck);
            case EVICTED -> machines.evict(struck);
            case CONNECTIONS_RESET -> machines.resetConnections(struck);
            case MEMBER_CUT_OFF -> network.cutOff(struck, true);
            case REACHED_BY_CLIENTS_ONLY -> network.cutOff(struck, false);
            case MEMBERS_CUT_APART -> network.cutFromMembers(struck);
            case ONE_WAY -> network.oneWay(struck);
            case SPLIT -> network.split(struck);
            case FLAPPING -> network.flapping(struck);
            case NETWORK_SLOW -> network.slow(struck);
            case OPERATOR_KILLED -> control.killOperator(struck);
            case CACHE_STALE -> control.staleCache(struck);
            case API_OUTAGE -> control.apiOutage(struck);
            case RECORD_LOST -> control.loseRecord();
            case RECORD_RESTORED -> control.restoreRecord(struck);
            case SWITCHOVER_ASKED -> control.askForSwitchover(struck);
            case FAILOVER_ASKED -> control.askForFailover();
            case SPEC_CHANGED -> control.changeMode(struck);
            case SCALED -> control.scale(struck);
        };
    }

    /** Everything works again. */
    void end() {
        over = true;
        ambushes.clear();
        world.say(() -> "the faults end: " + counts);
        network.end();
        machines.end();
        control.end();
        lastTrouble = world.now();
    }
}

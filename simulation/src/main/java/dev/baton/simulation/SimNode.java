package dev.baton.simulation;

import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A member's machine: a volume, at most one {@link SimProcess} on it, a clock of its own rate. */
final class SimNode {
    private final World world;
    private final Network network;
    private final Members members;
    private final Watch watch;
    final MemberName name;
    final SimLog.Disk disk = new SimLog.Disk();
    /** Every volume this member ever had; the last one is in use. */
    final List<Volume> volumes = new ArrayList<>();

    private double clockRate = 1.0;
    private long clockAt;
    private long clockSince;
    private boolean powered = true;
    private boolean frozen;
    private boolean retired;
    private boolean setBack;
    private @Nullable SimProcess process;
    private long boots = 1;

    SimNode(World world, Network network, Members members, Watch watch, MemberName name) {
        this.world = world;
        this.network = network;
        this.members = members;
        this.watch = watch;
        this.name = name;
        newVolume();
    }

    String place() {
        return name.value();
    }

    boolean isUp() {
        return powered;
    }

    boolean isFrozen() {
        return frozen;
    }

    /** Whether it was taken away by a scale-in, or never was: its volume, if any, is asked nothing. */
    boolean isRetired() {
        return retired;
    }

    @Nullable
    SimProcess process() {
        return process;
    }

    SimProcess running() {
        SimProcess running = process;
        if (running == null) {
            throw new IllegalStateException(name + " isn't running");
        }
        return running;
    }

    /** As the kubelet counts them. */
    String containerId() {
        return containerId(volume().instances);
    }

    private String containerId(long instance) {
        return name + "/" + volumes.size() + "/" + instance;
    }

    /** The one before, which has ended. */
    String earlierContainerId() {
        return containerId(volume().instances - 1);
    }

    String bootId() {
        return "boot-" + boots;
    }

    Volume volume() {
        return volumes.getLast();
    }

    // ---- the clock

    /** @param rate how fast this clock runs against true time from now on */
    void clock(double rate) {
        clockAt = now();
        clockSince = world.now();
        clockRate = rate;
    }

    /** Sets the clock on; it never goes back. */
    void clockAhead(long nanos) {
        clockAt += nanos;
    }

    long now() {
        return clockAt + (long) ((world.now() - clockSince) * clockRate);
    }

    // ---- processes

    void start() {
        if (process != null || retired) {
            return;
        }
        powered = true;
        frozen = false;
        if (volume().recover()) {
            world.say(() -> name + " cuts a torn record");
        }
        volume().instances++;
        SimProcess started = new SimProcess(this, world, network, members, watch, volume());
        process = started;
        world.say(() -> name + " starts as " + volume().incarnation + " at " + volume().position());
        started.begin();
    }

    /** kill -9: connections are closed, what was handed to the kernel may survive. */
    void kill() {
        if (process != null) {
            world.say(() -> name + " is killed");
            end(process, true);
        }
    }

    private void end(SimProcess dying, boolean saysGoodbye) {
        process = null;
        frozen = false;
        dying.end(saysGoodbye);
        watch.crashed(this, dying.log);
    }

    /** Power loss: nobody says goodbye, and what isn't synced may be gone. */
    void powerLoss() {
        if (process != null) {
            world.say(() -> name + " loses power");
            end(process, false);
        }
        if (!powered) {
            return;
        }
        powered = false;
        boots++;
        List<SimRecord> gone = new ArrayList<>();
        Volume after = volume().afterPowerLoss(unsynced -> world.below(unsynced + 1), gone);
        if (after != volume()) {
            volumes.add(after);
            world.say(() -> name + " comes back as " + after.incarnation);
        }
        watch.lostPower(gone);
    }

    /** SIGSTOP. */
    void freeze() {
        if (process != null && !frozen) {
            world.say(() -> name + " is frozen");
            frozen = true;
        }
    }

    /** SIGCONT: whatever came meanwhile is handled at once. */
    void thaw() {
        if (!frozen) {
            return;
        }
        frozen = false;
        world.say(() -> name + " is thawed");
        if (process != null) {
            process.catchUp();
        }
    }

    // ---- volumes

    private void newVolume() {
        volumes.add(new Volume(new Incarnation(name + "#" + volumes.size())));
    }

    /** The volume is gone; the next start is an empty member of another incarnation. */
    void loseVolume() {
        kill();
        Volume lost = volume();
        world.say(() -> name + " loses its volume");
        newVolume();
        watch.volumeLost(this, lost);
    }

    /** A copy of the volume takes its place: another one by its uid, so its data are set aside and it begins empty, as another incarnation. */
    void restoreVolume() {
        kill();
        Volume lost = volume();
        world.say(() -> name + "'s volume is restored from a copy");
        newVolume();
        watch.volumeLost(this, lost);
    }

    /** The storage itself goes back to an older state, and nothing tells. */
    void setBack(Volume copy) {
        kill();
        Volume older = copy.copy(volume().incarnation);
        older.instances = volume().instances;
        world.say(() -> name + "'s disk is set back to " + older.position() + " from " + volume().position());
        Volume forgotten = volumes.removeLast();
        volumes.add(older);
        setBack = true;
        watch.volumeLost(this, forgotten);
    }

    /** Whether its disk was set back, and no leader has seen it since. */
    private boolean isSetBackUnseen() {
        if (setBack && process != null) {
            MemberStatus.Following following = process.core.status(now()).following();
            setBack = following == null || !following.connected();
        }
        return setBack;
    }

    // ---- scaling

    /** Its pod goes, then its volume, which nobody asks any more. */
    void retire() {
        kill();
        world.say(() -> name + " is taken away");
        retired = true;
    }

    /** A member of that name is wanted again: on its retired volume it begins empty, as another incarnation. */
    void bringBack() {
        retired = false;
        newVolume();
    }

    // ---- from outside

    /** A control command, which arrived. The answer may never come. */
    void control(ControlCommand command, Consumer<Reply> answer) {
        if (command instanceof ControlCommand.Propose propose
                && propose.rule().followers().keySet().stream()
                        .map(members::find)
                        .anyMatch(follower -> follower != null && follower.isSetBackUnseen())) {
            return; // lost on its way: nobody may count on a disk that forgot, before its leader can know
        }
        SimProcess running = process;
        if (running == null) {
            answer.accept(new Reply(null, "connection refused"));
        } else {
            running.input(() -> running.control(command, answer));
        }
    }

    /** What a control command brought: a status or a refusal. */
    record Reply(@Nullable MemberStatus status, String refusal) {}

    /** What a client asked for. */
    sealed interface Request {
        record Append(long id, int key) implements Request {}

        record Read(int key) implements Request {}
    }

    /** What a client was told. */
    sealed interface Response {
        record Appended() implements Response {}

        record Values(List<Long> ids, boolean byLeader) implements Response {}

        /** It never ran. */
        record Refused() implements Response {}

        /** It may have run. */
        record Unknown() implements Response {}
    }

    void request(Request request, Consumer<Response> client) {
        SimProcess running = process;
        if (running == null) {
            client.accept(new Response.Refused());
        } else {
            running.input(() -> running.clients.request(request, client));
        }
    }
}

package dev.baton.operator.decide;

import dev.baton.operator.observe.MemberSeen;
import dev.baton.operator.observe.Observation;
import dev.baton.operator.observe.PodSeen;
import dev.baton.operator.observe.RecordSeen;
import dev.baton.operator.observe.RequestAnnotation;
import dev.baton.operator.observe.RequestSeen;
import dev.baton.operator.observe.RequestState;
import dev.baton.operator.observe.StatusSeen;
import dev.baton.operator.observe.Wish;
import dev.baton.protocol.Acknowledge;
import dev.baton.protocol.CommitRule;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.LeadershipRecord;
import dev.baton.protocol.MemberLimits;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberRole;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.Position;
import dev.baton.protocol.Promise;
import dev.baton.protocol.ProtocolVersion;
import dev.baton.protocol.QuorumRule;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A database on paper: members that obey commands at once and hold one number of bytes each, a record, and an actuator that carries plans
 * out. No replication happens but what a test or {@link #settle} says.
 */
final class World {
    static final String UID = "lease-1";

    /** A member on paper. */
    static final class Box {
        final MemberName name;
        String incarnation;
        Promise promise = Promise.NONE;
        Position position = Position.EMPTY;
        long committed;
        MemberState state = MemberState.FENCED;
        long grant;
        long canary;
        boolean terminating;
        MemberStatus.@Nullable Leading leading;
        MemberStatus.@Nullable Following following;
        boolean inSpec = true;
        boolean silentEver;
        long silent;
        boolean refused;
        boolean deleting;
        boolean started = true;
        boolean outdated;

        @Nullable
        String terminatedContainer;

        @Nullable
        String volume = "pvc";

        @Nullable
        MemberRole label;

        @Nullable
        MemberLimits limits = MemberLimits.NONE;

        @Nullable
        String disruption;

        @Nullable
        String notUnderstood;

        long ageMillis;

        Box(String name) {
            this.name = new MemberName(name);
            this.incarnation = name + "-data";
        }

        MemberStatus status() {
            return new MemberStatus(
                    name,
                    new Incarnation(incarnation),
                    1,
                    "boot",
                    ProtocolVersion.SPOKEN,
                    state,
                    promise,
                    position,
                    position,
                    0,
                    committed,
                    position.offset(),
                    leading == null && following == null,
                    terminating,
                    grant,
                    canary,
                    leading,
                    following,
                    null,
                    limits,
                    "");
        }

        void dies() {
            silent = 5000;
            refused = true;
        }

        /** Its machine loses power and comes back, and what it acknowledged may be gone with the page cache. */
        void losesPower() {
            restarts();
            incarnation = new Incarnation(incarnation).afterPowerLoss().value();
        }

        void restarts() {
            refused = false;
            silent = 0;
            leading = null;
            following = null;
            state = MemberState.FENCED;
        }
    }

    Wish wish = new Wish(
            3,
            Wish.Mode.SEMI_SYNCHRONOUS,
            1,
            Wish.Durability.REQUIRED,
            Acknowledge.FLUSHED,
            Wish.FailoverPolicy.AUTOMATIC,
            null,
            3000);
    final SortedMap<MemberName, Box> boxes = new TreeMap<>();

    @Nullable
    LeadershipRecord record;

    String uid = "";
    int version;
    boolean fromServer = true;
    long recordAge = 60_000;
    boolean paused;

    @Nullable
    MemberName routed;

    final List<RequestSeen> requests = new ArrayList<>();
    final List<RequestAnnotation> annotations = new ArrayList<>();

    static World empty(int members) {
        World world = new World();
        for (int i = 0; i < members; i++) {
            Box box = new Box("orders-" + i);
            world.boxes.put(box.name, box);
        }
        world.wish = wish(world.wish, members, world.wish.mode(), null);
        return world;
    }

    static Wish wish(Wish old, int replicas, Wish.Mode mode, @Nullable Long maxLag) {
        return new Wish(
                replicas, mode, 1, old.durability(), old.acknowledge(), old.policy(), maxLag, old.leaseMillis());
    }

    World mode(Wish.Mode mode) {
        wish = wish(wish, wish.replicas(), mode, wish.maxLagBytes());
        return this;
    }

    World preferred() {
        wish = new Wish(
                wish.replicas(),
                wish.mode(),
                wish.synchronousFollowers(),
                Wish.Durability.PREFERRED,
                wish.acknowledge(),
                wish.policy(),
                wish.maxLagBytes(),
                wish.leaseMillis());
        return this;
    }

    World policy(Wish.FailoverPolicy policy) {
        wish = new Wish(
                wish.replicas(),
                wish.mode(),
                wish.synchronousFollowers(),
                wish.durability(),
                wish.acknowledge(),
                policy,
                wish.maxLagBytes(),
                wish.leaseMillis());
        return this;
    }

    /** orders-0 leads epoch 1, open, with the given followers in its rule; everybody streams and holds 100 bytes. */
    static World open(int members, String... followers) {
        World world = empty(members);
        world.uid = UID;
        Box leader = world.box(0);
        CommitRule commit = CommitRule.SYNCHRONOUS;
        QuorumRule rule = world.rule(1, followers.length, commit, followers);
        world.record = LeadershipRecord.first(new Epoch(1))
                .led(leader.name, new Incarnation(leader.incarnation))
                .open(rule);
        for (Box box : world.boxes.values()) {
            box.position = new Position(new Epoch(1), 100);
            box.committed = 100;
            box.promise = new Promise(new Epoch(1), box == leader ? new Epoch(1) : Epoch.NONE, UID, 1);
            if (box != leader) {
                world.streams(box);
            }
            box.label = box == leader ? MemberRole.LEADER : MemberRole.FOLLOWER;
        }
        world.leads(leader, rule, List.of());
        world.routed = leader.name;
        return world;
    }

    /** Like {@link #open}, with an asynchronous rule. */
    static World openAsynchronous(int members, int required, String... followers) {
        World world = open(members, followers).mode(Wish.Mode.ASYNCHRONOUS);
        QuorumRule rule = world.rule(1, required, CommitRule.ASYNCHRONOUS, followers);
        world.record = world.record().open(rule);
        world.leads(world.box(0), rule, List.of());
        return world;
    }

    LeadershipRecord record() {
        return java.util.Objects.requireNonNull(record);
    }

    QuorumRule rule(int number, int required, CommitRule commit, String... followers) {
        SortedMap<MemberName, Incarnation> map = new TreeMap<>();
        for (String follower : followers) {
            map.put(new MemberName(follower), new Incarnation(box(follower).incarnation));
        }
        return new QuorumRule(number, map, required, commit, Acknowledge.FLUSHED);
    }

    Box box(int i) {
        return box("orders-" + i);
    }

    Box box(String name) {
        return java.util.Objects.requireNonNull(boxes.get(new MemberName(name)));
    }

    void streams(Box box) {
        Epoch epoch = record().epoch();
        MemberName leader = java.util.Objects.requireNonNull(record().leader());
        box.state = MemberState.STREAMING;
        box.following = new MemberStatus.Following(epoch, leader, true, true, 20, 0, 0, 0, -1);
    }

    void hears(Box box, boolean connected, long silence, long canary) {
        MemberStatus.Following old = java.util.Objects.requireNonNull(box.following);
        box.state = connected ? MemberState.STREAMING : MemberState.CONNECTING;
        box.following = new MemberStatus.Following(
                old.epoch(),
                old.leader(),
                connected,
                true,
                silence,
                canary == 0 ? 0 : canary + silence,
                old.lagBytes(),
                0,
                -1);
    }

    /** The leader's account: everyone that answers and follows it is connected and as far as its position says. */
    void leads(Box leader, @Nullable QuorumRule rule, List<MemberStatus.Proposal> proposals) {
        Epoch epoch = record().epoch();
        MemberStatus.Leading before = leader.leading;
        List<MemberStatus.FollowerProgress> progress = new ArrayList<>();
        for (Box box : boxes.values()) {
            if (box != leader && box.following != null && box.following.epoch().equals(epoch)) {
                progress.add(new MemberStatus.FollowerProgress(
                        box.name,
                        new Incarnation(box.incarnation),
                        box.position.offset(),
                        !box.refused,
                        box.refused ? box.silent : 20));
            }
        }
        leader.following = null;
        leader.state = rule == null ? MemberState.ELECTED : MemberState.OPEN;
        leader.leading = new MemberStatus.Leading(
                epoch,
                before == null ? 50 : before.startEnd(),
                true,
                rule != null,
                rule,
                proposals,
                progress,
                2000,
                before == null ? 0 : before.pausedMillis(),
                3000,
                before == null ? 0 : before.pauses());
    }

    void pausedFor(Box leader, long millis) {
        leader.state = millis > 0 ? MemberState.PAUSED : MemberState.OPEN;
        MemberStatus.Leading old = java.util.Objects.requireNonNull(leader.leading);
        leader.leading = new MemberStatus.Leading(
                old.epoch(),
                old.startEnd(),
                old.startSynced(),
                old.open(),
                old.rule(),
                old.proposals(),
                old.followers(),
                old.leaseMillis(),
                millis,
                old.terms(),
                old.pauses() + (millis > 0 ? 1 : 0));
    }

    Observation observe() {
        SortedMap<MemberName, MemberSeen> members = new TreeMap<>();
        long now = 1_000_000_000_000L;
        boxes.values()
                .forEach(box -> members.put(
                        box.name,
                        new MemberSeen(
                                box.name,
                                box.inSpec,
                                box.volume,
                                new PodSeen(
                                        box.name + "-0",
                                        "pod",
                                        "10.0.0." + box.name.value().charAt(7),
                                        box.deleting,
                                        box.started,
                                        box.terminatedContainer,
                                        box.outdated,
                                        box.disruption),
                                box.silentEver || box.notUnderstood != null
                                        ? null
                                        : new StatusSeen(box.status(), now - box.ageMillis * 1_000_000L, "container"),
                                box.silent,
                                box.refused,
                                box.label,
                                box.notUnderstood)));
        return new Observation(
                now,
                wish,
                paused,
                new RecordSeen(record, uid, uid.isEmpty() ? "" : "" + version, fromServer, now, recordAge),
                members,
                routed,
                requests,
                annotations);
    }

    Plan plan() {
        return new Planner(Timing.DEFAULT).plan(observe());
    }

    <T extends Action> List<T> all(Class<T> kind) {
        return plan().actions().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    List<EventKind> reported() {
        return all(Action.Report.class).stream().map(Action.Report::kind).toList();
    }

    /** The record the plan swaps in; null for none. */
    @Nullable
    LeadershipRecord swapped() {
        List<Action.SwapRecord> swaps = all(Action.SwapRecord.class);
        return swaps.isEmpty() ? null : swaps.getFirst().record();
    }

    /** The record the plan swaps in, which there must be. */
    LeadershipRecord swap() {
        LeadershipRecord swapped = swapped();
        if (swapped == null) {
            throw new AssertionError("nothing is swapped in: " + plan());
        }
        return swapped;
    }

    LeadershipRecord.Base base() {
        return java.util.Objects.requireNonNull(record().base());
    }

    <C extends ControlCommand> List<MemberName> told(Class<C> command) {
        return all(Action.Tell.class).stream()
                .filter(tell -> command.isInstance(tell.command()))
                .map(Action.Tell::member)
                .toList();
    }

    World electing() {
        record = record().electing(record().epoch().next());
        recordAge = 0;
        return this;
    }

    void fenced(Box box) {
        box.promise = new Promise(record().epoch(), box.promise.led(), uid, 0);
        box.leading = null;
        box.following = null;
        box.state = MemberState.FENCED;
    }

    // ---- an actuator and obedient members

    /** Carries plans out and lets members obey until nothing is left to do, at most so many times. */
    int settle(int most, Consumer<Plan> watch) {
        for (int i = 0; i < most; i++) {
            Plan plan = plan();
            watch.accept(plan);
            if (plan.actions().stream().allMatch(action -> action instanceof Action.Report)
                    && plan.wakeAfterMillis() > 0
                    && plan.verdict().waitingFor().isEmpty()) {
                return i;
            }
            plan.actions().forEach(this::carryOut);
            recordAge += 100;
            replicate();
        }
        throw new AssertionError("not settled after " + most + " plans: " + plan());
    }

    /**
     * Like {@link #settle}, but for rest, whatever is waited for: no plan holds anything but reports any more.
     *
     * @return the last plan
     */
    Plan rest(int most, Consumer<Plan> watch) {
        int idle = 0;
        Plan plan = plan();
        for (int i = 0; i < most && idle < 20; i++) {
            watch.accept(plan);
            idle = plan.actions().stream().allMatch(action -> action instanceof Action.Report) ? idle + 1 : 0;
            plan.actions().forEach(this::carryOut);
            recordAge += 1000;
            passes();
            plan = plan();
        }
        if (idle < 20) {
            throw new AssertionError("not at rest after " + most + " plans: " + plan + "\n" + this);
        }
        return plan;
    }

    @Override
    public String toString() {
        return record + "\n" + requests + "\n"
                + boxes.values().stream()
                        .map(box -> box.status().toString())
                        .collect(java.util.stream.Collectors.joining("\n"));
    }

    /** A moment passes: followers take over what their leader has, or notice that it is gone. */
    void passes() {
        for (Box box : boxes.values()) {
            MemberStatus.Following following = box.following;
            if (following == null) {
                continue;
            }
            Box leader = boxes.get(following.leader());
            boolean served = leader != null
                    && !leader.refused
                    && leader.leading != null
                    && leader.leading.epoch().equals(following.epoch());
            if (!served) {
                hears(box, false, 5000, 0);
            }
        }
        replicate();
    }

    private void replicate() {
        for (Box leader : boxes.values()) {
            if (leader.leading == null || leader.refused || !leader.name.equals(record().leader())) {
                continue;
            }
            for (Box box : boxes.values()) {
                if (!box.refused
                        && box.following != null
                        && box.following.leader().equals(leader.name)
                        && box.following.epoch().equals(leader.leading.epoch())) {
                    box.position = leader.position;
                    streams(box);
                }
            }
            leads(
                    leader,
                    leader.leading.rule(),
                    leader.leading.proposals().stream()
                            .map(proposal -> new MemberStatus.Proposal(proposal.rule(), true))
                            .toList());
        }
    }

    void carryOut(Action action) {
        switch (action) {
            case Action.CreateRecord create -> {
                record = create.record();
                uid = UID;
                recordAge = 0;
            }
            case Action.SwapRecord swap -> {
                record = swap.record();
                version++;
                recordAge = 0;
            }
            case Action.Tell tell -> {
                Box box = boxes.get(tell.member()); // taken away by the same plan, perhaps
                if (box != null && !box.refused) {
                    obey(box, tell.command());
                }
            }
            case Action.RouteLeader route -> routed = route.member();
            case Action.LabelRoles labels ->
                labels.roles().forEach((name, role) -> {
                    Box box = boxes.get(name);
                    if (box != null) {
                        box.label = role;
                    }
                });
            case Action.RecordRequest recorded ->
                requests.addFirst(new RequestSeen(
                        "r" + requests.size(),
                        recorded.annotation().type(),
                        recorded.annotation().value(),
                        RequestState.PENDING,
                        Epoch.NONE,
                        recorded.annotation().acceptDataLoss(),
                        0));
            case Action.RemoveAnnotation removed -> annotations.remove(removed.annotation());
            case Action.UpdateRequest update ->
                requests.replaceAll(request -> request.id().equals(update.id())
                        ? new RequestSeen(
                                request.id(),
                                request.type(),
                                update.target() == null
                                        ? request.target()
                                        : update.target().value(),
                                update.state(),
                                update.epoch() == null ? request.epoch() : update.epoch(),
                                request.acceptDataLoss(),
                                0)
                        : request);
            case Action.ReplacePod replaced -> {
                Box box = box(replaced.member().value());
                box.outdated = false;
                box.started = true;
                box.restarts();
            }
            case Action.RetireMember retired -> boxes.remove(retired.member());
            case Action.ReadRecordAgain again -> fromServer = true;
            case Action.Mark mark -> {}
            case Action.Report report -> {}
        }
    }

    private void obey(Box box, ControlCommand command) {
        switch (command) {
            case ControlCommand.Fence fence -> {
                if (fence.epoch().isAfter(box.promise.promised())) {
                    fenced(box);
                }
            }
            case ControlCommand.Lead lead -> {
                if (box.promise.led().isBefore(lead.epoch()) && box.following == null) {
                    box.promise = new Promise(lead.epoch(), lead.epoch(), lead.recordUid(), 0);
                    box.position = new Position(lead.epoch(), box.position.offset() + 50);
                    long startEnd = box.position.offset();
                    leads(box, null, List.of());
                    MemberStatus.Leading old = java.util.Objects.requireNonNull(box.leading);
                    box.leading = new MemberStatus.Leading(
                            old.epoch(), startEnd, true, false, null, List.of(), List.of(), -1, 0, 3000, 0);
                }
            }
            case ControlCommand.Limit limit -> box.limits = limit.limits();
            case ControlCommand.Follow follow -> {
                box.promise = new Promise(follow.epoch(), box.promise.led(), follow.recordUid(), 0);
                box.leading = null;
                box.following =
                        new MemberStatus.Following(follow.epoch(), follow.leader(), true, true, 10, 0, 0, 0, -1);
            }
            case ControlCommand.Rule rule -> {
                box.promise = new Promise(
                        rule.epoch(),
                        box.promise.led(),
                        box.promise.recordUid(),
                        rule.rule().number());
                leads(
                        box,
                        rule.rule(),
                        java.util.Objects.requireNonNull(box.leading).proposals().stream()
                                .filter(proposal ->
                                        proposal.rule().number() > rule.rule().number())
                                .toList());
            }
            case ControlCommand.Propose propose -> {
                List<MemberStatus.Proposal> more = new ArrayList<>(
                        java.util.Objects.requireNonNull(box.leading).proposals());
                more.add(new MemberStatus.Proposal(propose.rule(), false));
                leads(box, box.leading.rule(), more);
            }
            case ControlCommand.Pause pause -> pausedFor(box, pause.millis());
            case ControlCommand.Resume resume -> pausedFor(box, 0);
            case ControlCommand.Status status -> {}
        }
    }
}

package dev.baton.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.operator.observe.RequestAnnotation;
import dev.baton.operator.observe.RequestState;
import dev.baton.operator.observe.RequestType;
import dev.baton.operator.observe.Wish;
import dev.baton.protocol.CommitRule;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.LeadershipRecord;
import dev.baton.protocol.LeadershipRecord.Base;
import dev.baton.protocol.LeadershipRecord.Phase;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.Position;
import dev.baton.protocol.Promise;
import dev.baton.protocol.QuorumRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * Whatever happened to a database and in whatever order: each plan keeps the invariants as far as a plan can, and once everybody is back and
 * nothing more happens, the operator brings it to rest and plans nothing any more.
 *
 * <p>I2, I3 and I5 are the members' to keep; of a plan they ask that nobody is told an epoch that the record doesn't hold yet.
 */
class PlanPropertiesTest {
    /** One thing that happens. */
    record Happening(Move move, int who) {}

    @Property(tries = 1000)
    void everyPlanKeepsTheInvariants(
            @ForAll @IntRange(min = 1, max = 5) int members,
            @ForAll Wish.Mode mode,
            @ForAll boolean preferred,
            @ForAll @Size(max = 40) List<Move> moves,
            @ForAll @Size(value = 40) List<@IntRange(max = 4) Integer> whom) {
        World world = database(members, mode, preferred);
        for (int i = 0; i < moves.size(); i++) {
            happen(world, moves.get(i), whom.get(i));
            keepsTheInvariants(world, world.plan());
        }
    }

    @Property(tries = 500)
    void onceNothingHappensAnyMoreThePlanIsEmpty(
            @ForAll @IntRange(min = 1, max = 5) int members,
            @ForAll Wish.Mode mode,
            @ForAll boolean preferred,
            @ForAll @Size(max = 25) List<Move> moves,
            @ForAll @Size(value = 25) List<@IntRange(max = 4) Integer> whom) {
        World world = database(members, mode, preferred);
        for (int i = 0; i < moves.size(); i++) {
            happen(world, moves.get(i), whom.get(i));
        }
        everybodyIsBack(world);
        Plan last = world.rest(300, plan -> keepsTheInvariants(world, plan));
        assertThat(world.plan()).as("the same again").isEqualTo(last);
        if (!last.verdict().available()) {
            assertThat(isLost(world))
                    .as("only what is lost for good waits for a person: %s %s", last, world)
                    .isTrue();
            assertThat(last.verdict().judgement() + last.verdict().stalled())
                    .as("and it is said")
                    .isNotEmpty();
            return;
        }
        LeadershipRecord record = world.record();
        assertThat(record.phase()).isEqualTo(Phase.OPEN);
        assertThat(world.boxes.values().stream()
                        .filter(box -> box.leading != null && box.leading.open())
                        .map(box -> box.name))
                .containsExactly(record.leader());
        assertThat(world.routed).isEqualTo(record.leader());
        assertThat(world.boxes.values()).as("scaled in").allMatch(box -> box.inSpec);
        assertThat(world.boxes.values()).as("rolled out").noneMatch(box -> box.outdated);
        assertThat(world.requests).allMatch(request -> request.state().finished());
    }

    // ---- what must hold of a plan

    private static void keepsTheInvariants(World world, Plan plan) {
        for (Action action : plan.actions()) {
            switch (action) {
                case Action.SwapRecord swap -> keepsRecord(world, swap.record());
                case Action.Tell tell -> isTrueToRecord(world, tell);
                case Action.RetireMember retire -> {
                    assertThat(retire.member())
                            .as("I8: nobody counts on it")
                            .isNotEqualTo(world.record().leader())
                            .isNotIn(world.base().rule().followers().keySet());
                    assertThat(world.paused).isFalse();
                }
                case Action.ReplacePod replace -> {
                    assertThat(world.paused).isFalse();
                    if (world.boxes.size() > 1) {
                        assertThat(replace.member()).isNotEqualTo(world.record().leader());
                    }
                }
                default -> {}
            }
        }
        assertThat(plan.actions().stream()
                        .filter(action -> action instanceof Action.ReplacePod || action instanceof Action.RetireMember))
                .as("one at a time")
                .hasSizeLessThanOrEqualTo(1);
    }

    private static void keepsRecord(World world, LeadershipRecord next) {
        LeadershipRecord now = world.record();
        assertThat(next.epoch()).as("I1").isGreaterThanOrEqualTo(now.epoch());
        switch (next.phase()) {
            case ELECTING -> {
                assertThat(next.epoch()).as("I1").isEqualTo(now.epoch().next());
                assertThat(next.base()).as("I8: the base stays").isEqualTo(now.base());
                if (now.phase() == Phase.OPEN) {
                    boolean asked =
                            world.requests.stream().anyMatch(request -> request.state() == RequestState.ACCEPTED);
                    assertThat(asked || !world.paused)
                            .as("a pause holds it back")
                            .isTrue();
                }
            }
            case LED -> {
                assertThat(now.phase()).isEqualTo(Phase.ELECTING);
                assertThat(next.epoch()).isEqualTo(now.epoch());
                assertThat(next.base()).as("I8: the base stays").isEqualTo(now.base());
                isWellChosen(world, next);
            }
            case OPEN -> {
                assertThat(now.phase()).as("it led before").isNotEqualTo(Phase.ELECTING);
                assertThat(next.epoch()).isEqualTo(now.epoch());
                assertThat(next.leader()).as("I1").isEqualTo(now.leader());
                assertThat(next.incarnation()).as("I1").isEqualTo(now.incarnation());
                isHeld(world, now, Objects.requireNonNull(next.base()).rule());
            }
        }
    }

    /** I4 and I8, counted anew: those who answered hold all that was acknowledged, and the winner as much as any of them. */
    private static void isWellChosen(World world, LeadershipRecord led) {
        Base base = led.base();
        List<World.Box> fenced = world.boxes.values().stream()
                .filter(box -> box.promise.promised().equals(led.epoch())
                        && box.leading == null
                        && box.following == null
                        && box.state != MemberState.DAMAGED
                        && box.state != MemberState.DIVERGED)
                .toList();
        World.Box winner = world.box(Objects.requireNonNull(led.leader()).value());
        assertThat(fenced).as("I3: the winner promised").contains(winner);
        assertThat(winner.promise.led()).as("I1").isLessThan(led.epoch());
        assertThat(new Incarnation(winner.incarnation)).as("I6").isEqualTo(led.incarnation());
        if (led.lossAccepted()) {
            assertThat(world.requests)
                    .as("a person accepted the loss")
                    .anyMatch(request -> request.state() == RequestState.ACCEPTED && request.acceptDataLoss() != null);
            return;
        }
        for (World.Box box : fenced) {
            if (!box.refused) {
                assertThat(winner.position).as("I4").isGreaterThanOrEqualTo(box.position);
            }
        }
        if (base == null || base.rule().commit() == CommitRule.ASYNCHRONOUS || everyoneAnswered(base, fenced)) {
            return;
        }
        boolean leaderAnswered = fenced.stream()
                .anyMatch(box -> box.name.equals(base.leader())
                        && base.incarnation().equals(new Incarnation(box.incarnation))
                        && !box.position.isEmpty());
        long followers = fenced.stream()
                .filter(box -> base.rule().counts(box.name, new Incarnation(box.incarnation)))
                .filter(box -> !box.position.isEmpty())
                .count();
        assertThat(leaderAnswered
                        || followers
                                >= base.rule().followers().size()
                                        - base.rule().required()
                                        + 1
                                        + (base.rule().followers().isEmpty() ? 1 : 0))
                .as("I8: one of those who answered holds every acknowledged write")
                .isTrue();
    }

    /** After a power loss that took the leader: all who may hold anything are there (finding F11). */
    private static boolean everyoneAnswered(Base base, List<World.Box> fenced) {
        return fenced.stream()
                        .map(box -> box.name)
                        .toList()
                        .containsAll(base.rule().followers().keySet())
                && fenced.stream()
                        .anyMatch(box -> box.name.equals(base.leader())
                                && new Incarnation(box.incarnation).continues(base.incarnation()));
    }

    /** I6, I8 and I9: who is newly counted on holds the start record and, by the leader's word, all that it acknowledged. */
    private static void isHeld(World world, LeadershipRecord now, QuorumRule rule) {
        World.Box leader = world.box(Objects.requireNonNull(now.leader()).value());
        MemberStatus.Leading leading = Objects.requireNonNull(leader.leading);
        Base base = now.base();
        boolean opens = now.phase() == Phase.LED;
        if (!opens) {
            QuorumRule present = Objects.requireNonNull(base).rule();
            assertThat(rule.number()).as("a rule's number grows").isGreaterThan(present.number());
            if (rule.sameContent(present)) {
                return; // withdraws a proposal
            }
            assertThat(leading.proposals().stream()
                            .anyMatch(proposal ->
                                    proposal.confirmed() && proposal.rule().sameContent(rule)))
                    .as("I9: the leader requires it already, and confirmed it")
                    .isTrue();
        }
        for (Map.Entry<MemberName, Incarnation> counted : rule.followers().entrySet()) {
            if (opens) {
                World.Box follower = world.box(counted.getKey().value());
                assertThat(new Incarnation(follower.incarnation)).as("I6").isEqualTo(counted.getValue());
                assertThat(follower.position.offset()).as("I8").isGreaterThanOrEqualTo(leading.startEnd());
            }
        }
        assertThat(rule.followers()).as("the leader counts itself apart").doesNotContainKey(now.leader());
    }

    /** Promises never run ahead of the record, and only its leader leads. */
    private static void isTrueToRecord(World world, Action.Tell tell) {
        LeadershipRecord record = world.record();
        switch (tell.command()) {
            case ControlCommand.Fence fence -> {
                assertThat(fence.epoch()).as("I3").isEqualTo(record.epoch());
                assertThat(record.phase()).isEqualTo(Phase.ELECTING);
            }
            case ControlCommand.Lead lead -> {
                assertThat(lead.epoch()).as("I1").isEqualTo(record.epoch());
                assertThat(tell.member()).as("I1").isEqualTo(record.leader());
                assertThat(record.phase()).isEqualTo(Phase.LED);
                assertThat(lead.incarnation()).as("I6").isEqualTo(record.incarnation());
            }
            case ControlCommand.Follow follow -> {
                assertThat(follow.epoch()).as("I3").isEqualTo(record.epoch());
                assertThat(follow.leader()).as("I1").isEqualTo(record.leader());
                assertThat(tell.member()).isNotEqualTo(record.leader());
            }
            case ControlCommand.Rule rule -> {
                assertThat(rule.epoch()).isEqualTo(record.epoch());
                assertThat(record.phase()).as("I9").isEqualTo(Phase.OPEN);
                assertThat(rule.rule()).as("I9").isEqualTo(world.base().rule());
            }
            case ControlCommand.Propose propose ->
                assertThat(propose.rule().number())
                        .isGreaterThan(world.base().rule().number());
            default -> {}
        }
    }

    /** Whether nobody is left who is sure to hold all that was acknowledged. */
    private static boolean isLost(World world) {
        Base base = world.record().base();
        if (base == null) {
            return false;
        }
        boolean leaderIsLeft = world.boxes.values().stream()
                .anyMatch(box ->
                        box.name.equals(base.leader()) && base.incarnation().equals(new Incarnation(box.incarnation)));
        long followersLeft = world.boxes.values().stream()
                .filter(box -> base.rule().counts(box.name, new Incarnation(box.incarnation)))
                .count();
        return !leaderIsLeft
                && (base.rule().followers().isEmpty()
                        || followersLeft < base.rule().fenceSize());
    }

    // ---- what happens

    private static World database(int members, Wish.Mode mode, boolean preferred) {
        int synchronous = mode == Wish.Mode.SYNCHRONOUS ? members - 1 : Math.min(1, members - 1);
        String[] followers = new String[mode == Wish.Mode.ASYNCHRONOUS ? members - 1 : synchronous];
        for (int i = 0; i < followers.length; i++) {
            followers[i] = "orders-" + (i + 1);
        }
        World world = mode == Wish.Mode.ASYNCHRONOUS
                ? World.openAsynchronous(members, (followers.length + 1) / 2, followers)
                : World.open(members, followers).mode(mode);
        return preferred || members == 1 ? world.preferred() : world;
    }

    private static void happen(World world, Move move, int who) {
        List<World.Box> boxes = new ArrayList<>(world.boxes.values());
        World.Box box = boxes.get(who % boxes.size());
        switch (move) {
            case OPERATOR_ACTS -> world.plan().actions().forEach(world::carryOut);
            case OPERATOR_ACTS_BY_HALF -> {
                List<Action> actions = world.plan().actions();
                actions.subList(0, actions.size() / 2).forEach(world::carryOut);
            }
            case TIME_PASSES -> world.recordAge += 2000;
            case MEMBER_DIES -> box.dies();
            case MEMBER_RESTARTS -> box.restarts();
            case MEMBER_LOSES_POWER -> box.losesPower();
            case MEMBER_LOSES_ITS_VOLUME -> {
                box.restarts();
                isGivenAnEmptyVolume(box);
                box.promise = Promise.NONE;
            }
            case MEMBER_IS_DAMAGED -> {
                box.restarts();
                isGivenAnEmptyVolume(box);
                box.state = MemberState.DAMAGED;
            }
            case MEMBER_DIVERGES -> {
                box.restarts();
                box.state = MemberState.DIVERGED;
            }
            case MEMBER_IS_BEHIND ->
                box.position = box.position.isEmpty() || box.leading != null // others hold no more than who leads
                        ? box.position
                        : new Position(box.position.epoch(), Math.max(1, box.position.offset() - 20));
            case MEMBER_IS_ASKED_TO_END -> box.terminating = true;
            case SPEC_CHANGES_PODS -> world.boxes.values().forEach(each -> each.outdated = true);
            case SPEC_ASKS_FOR_ONE_LESS -> {
                long left = boxes.stream().filter(each -> each.inSpec).count();
                if (left > 1) {
                    world.box((int) left - 1).inSpec = false;
                    world.wish = World.wish(world.wish, (int) left - 1, world.wish.mode(), null);
                    if (left == 2) {
                        world.preferred();
                    }
                }
            }
            case SPEC_CHANGES_MODE -> world.mode(Wish.Mode.values()[who % Wish.Mode.values().length]);
            case SPEC_GOES_MANUAL -> world.policy(Wish.FailoverPolicy.MANUAL);
            case PAUSE -> world.paused = true;
            case PAUSE_ENDS -> world.paused = false;
            case SWITCHOVER_IS_ASKED_FOR -> ask(world, RequestType.SWITCHOVER, box, null);
            case FAILOVER_IS_ASKED_FOR -> ask(world, RequestType.FAILOVER, box, null);
            case FAILOVER_WITH_LOSS_IS_ASKED_FOR ->
                ask(world, RequestType.FAILOVER, box, world.record().epoch().toString());
        }
        world.passes();
    }

    private static void isGivenAnEmptyVolume(World.Box box) {
        box.incarnation = "volume" + box.incarnation.hashCode();
        box.position = Position.EMPTY;
        box.committed = 0;
    }

    private static void ask(
            World world, RequestType type, World.Box target, @org.jspecify.annotations.Nullable String loss) {
        if (world.annotations.isEmpty()) {
            world.annotations.add(new RequestAnnotation(type, target.name.value(), loss, false));
        }
    }

    /** Peace: nobody is down, asked to end or held back, what was damaged was seeded anew, and what diverged a person gave up. */
    private static void everybodyIsBack(World world) {
        world.paused = false;
        world.policy(Wish.FailoverPolicy.AUTOMATIC);
        for (World.Box box : world.boxes.values()) {
            if (box.refused || box.terminating || box.silent > 0) {
                box.terminating = false;
                box.restarts();
            }
            if (box.state == MemberState.DIVERGED) {
                box.state = MemberState.FENCED;
                isGivenAnEmptyVolume(box);
            }
        }
        world.passes();
    }
}

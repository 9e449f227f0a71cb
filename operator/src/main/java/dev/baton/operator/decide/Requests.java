package dev.baton.operator.decide;

import dev.baton.operator.decide.Action.UpdateRequest;
import dev.baton.operator.observe.MemberSeen;
import dev.baton.operator.observe.Observation;
import dev.baton.operator.observe.RequestAnnotation;
import dev.baton.operator.observe.RequestSeen;
import dev.baton.operator.observe.RequestState;
import dev.baton.operator.observe.RequestType;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.LeadershipRecord.Phase;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberStatus;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Carries a person's requests out, each at most once and one at a time.
 *
 * <ol>
 *   <li>An annotation with nothing pending is a new request: record it. One declared in a manifest would come back for ever: leave it, say so.
 *   <li>An annotation of the type that is pending is that request: remove it.
 *   <li>Pending, annotation gone: check it. Refused, with what would help; or Accepted, in the epoch there is.
 *   <li>Accepted switchover: {@linkplain HandOver hand over}; when the target isn't level in time, resume: RolledBack.
 *   <li>Accepted failover: a person has judged; begin the election. It is as safe as any: it waits for its fence as long as it takes.
 *   <li>A later epoch is open and clients are led to it: say what became of the request.
 * </ol>
 */
final class Requests {
    private static final String AUTO = "auto";

    private Requests() {}

    /** Records and removes annotations; needs no leadership record. */
    static void take(Observation seen, Draft draft) {
        for (RequestAnnotation annotation : seen.annotations()) {
            if (annotation.declaredInManifest()) {
                draft.report(
                        EventKind.REQUEST_DECLARED_IN_MANIFEST,
                        annotation.type().annotation() + " is declared in a manifest and would run at every sync:"
                                + " ignored; remove it there and use kubectl annotate");
                continue;
            }
            RequestSeen pending = pending(seen);
            if (pending == null) {
                draft.add(new Action.RecordRequest(
                        annotation, annotation.type().annotation() + "=" + annotation.value() + " is a new request"));
                return;
            }
            if (pending.type() == annotation.type()) {
                draft.add(new Action.RemoveAnnotation(annotation, "request " + pending.id() + " is recorded"));
                return;
            }
        }
    }

    static @Nullable RequestSeen pending(Observation seen) {
        return seen.requests().stream()
                .filter(request -> request.state() == RequestState.PENDING)
                .findFirst()
                .orElse(null);
    }

    private static boolean annotationIsGone(Observation seen, RequestType type) {
        return seen.annotations().stream()
                .noneMatch(annotation -> annotation.type() == type && !annotation.declaredInManifest());
    }

    /** Refuses what is pending while there is no leadership record to act on. */
    static void refuse(Observation seen, Draft draft) {
        RequestSeen pending = pending(seen);
        if (pending != null && annotationIsGone(seen, pending.type())) {
            finish(pending, RequestState.REFUSED, RequestReason.NO_LEADER, "no leader was ever open on record", draft);
        }
    }

    static void decide(Situation now, Draft draft) {
        RequestSeen pending = pending(now.seen());
        RequestSeen running = now.running();
        if (pending != null && annotationIsGone(now.seen(), pending.type())) {
            check(now, pending, running, draft);
            draft.wakeWithin(now.timing().busy());
        }
        if (running != null) {
            draft.wakeWithin(now.timing().busy());
            proceed(now, running, draft);
        }
    }

    // ---- acceptance

    private static void check(Situation now, RequestSeen request, @Nullable RequestSeen running, Draft draft) {
        if (running != null) {
            refuse(request, RequestReason.ANOTHER_RUNNING, "request " + running.id() + " is being carried out", draft);
            return;
        }
        if (now.seen().members().values().stream().anyMatch(now::notYetHeard)) {
            return; // an operator that has just started would take a leader it hasn't heard of for gone
        }
        if (request.acceptDataLoss() != null) {
            ForcedFailover.Refusal refusal = ForcedFailover.preflight(now, request);
            if (refusal != null) {
                refuse(request, refusal.code(), refusal.message(), draft);
                return;
            }
        }
        MemberName target = now.named(request.target());
        if (target == null && !request.target().equals(AUTO)) {
            refuse(
                    request,
                    RequestReason.UNKNOWN_TARGET,
                    "no member is named '" + request.target() + "'; there are "
                            + now.seen().members().keySet(),
                    draft);
            return;
        }
        if (request.type() == RequestType.FAILOVER) {
            checkFailover(now, request, target, draft);
            return;
        }
        checkSwitchover(now, request, target, draft);
    }

    private static void checkFailover(Situation now, RequestSeen request, @Nullable MemberName target, Draft draft) {
        boolean open = now.record().phase() == Phase.OPEN;
        boolean forced = request.acceptDataLoss() != null;
        // Once begun an election can't be left (finding L3): what it can't have is said before.
        if (open && !forced && !ForcedFailover.safeFenceIsPossible(now)) {
            refuse(
                    request,
                    RequestReason.FENCE_NOT_REACHABLE,
                    "acknowledged writes could be lost: " + Reach.missingForFence(now)
                            + ". Bring one of those back; or, to give up what only they hold: "
                            + ForcedFailover.command(now, request.target()),
                    draft);
            return;
        }
        // One that meets an election under way is answered by that election.
        Epoch given = open ? now.epoch() : new Epoch(now.epoch().number() - 1);
        accept(
                request,
                target,
                given,
                forced
                        ? "a person gave up what is only on " + ForcedFailover.notReached(now)
                                + ", which may be serving still"
                        : "a person judged the leader of epoch " + given + " dead",
                draft);
    }

    private static void checkSwitchover(Situation now, RequestSeen request, @Nullable MemberName target, Draft draft) {
        MemberSeen leader = now.leader();
        MemberStatus.Leading leading = now.leading();
        if (leader == null
                || leading == null
                || !leading.open()
                || now.record().phase() != Phase.OPEN
                || !now.alive(leader)) {
            refuse(
                    request,
                    RequestReason.NO_LEADER,
                    "there is no open leader to hand over from; baton.dev/failover=auto replaces a dead one",
                    draft);
            return;
        }
        if (leader.name().equals(target)) {
            finish(
                    request,
                    RequestState.SUCCEEDED,
                    RequestReason.ALREADY_LEADER,
                    target + " leads epoch " + now.epoch() + " already",
                    draft);
            return;
        }
        MemberSeen member = target == null ? HandOver.best(now) : now.seen().member(target);
        if (member == null) {
            refuse(
                    request,
                    RequestReason.NO_CANDIDATE,
                    "no follower is level enough with " + leader.name() + " to take over",
                    draft);
            return;
        }
        if (!member.inSpec()) {
            refuse(
                    request,
                    RequestReason.UNKNOWN_TARGET,
                    member.name() + " is about to be taken away: spec.replicas is "
                            + now.wish().replicas(),
                    draft);
            return;
        }
        String unfit = HandOver.unfit(now, member);
        if (unfit != null) {
            refuse(request, RequestReason.TARGET_BEHIND, unfit + "; ask again once it streams", draft);
            return;
        }
        accept(request, member.name(), now.epoch(), leader.name() + " hands over to " + member.name(), draft);
    }

    private static void accept(
            RequestSeen request, @Nullable MemberName target, Epoch epoch, String message, Draft draft) {
        draft.add(
                new UpdateRequest(request.id(), RequestState.ACCEPTED, RequestReason.RUNNING, message, target, epoch));
    }

    private static void refuse(RequestSeen request, RequestReason code, String message, Draft draft) {
        finish(request, RequestState.REFUSED, code, message, draft);
    }

    private static void finish(
            RequestSeen request, RequestState state, RequestReason code, String message, Draft draft) {
        draft.add(new UpdateRequest(request.id(), state, code, message, null, null));
    }

    // ---- what was accepted

    private static void proceed(Situation now, RequestSeen request, Draft draft) {
        if (now.record().phase() != Phase.OPEN || draft.isDecided()) {
            return; // an election finishes by itself
        }
        if (now.epoch().isAfter(request.epoch())) {
            conclude(now, request, draft);
            return;
        }
        if (request.type() == RequestType.FAILOVER) {
            Judgement.begin(
                    now,
                    draft,
                    Succession.Type.FAILOVER,
                    Succession.Cause.REQUESTED,
                    new TreeSet<>(java.util.Set.of("person")),
                    "request " + request.id() + ": a person judged "
                            + now.record().leader() + " dead");
            draft.report(
                    EventKind.FAILOVER_STARTED,
                    "a person judged " + now.record().leader() + " dead, request " + request.id());
            return;
        }
        switchOver(now, request, draft);
    }

    private static void switchOver(Situation now, RequestSeen request, Draft draft) {
        MemberSeen leader = now.leader();
        MemberName target = now.named(request.target());
        MemberStatus.Leading leading = now.leading();
        boolean inTime = request.inStateMillis() < now.timing().pause();
        if (target == null) {
            finish(
                    request,
                    RequestState.ROLLED_BACK,
                    RequestReason.UNKNOWN_TARGET,
                    request.target() + " was taken away; " + now.record().leader() + " goes on in epoch " + now.epoch(),
                    draft);
            return;
        }
        if (leader == null || leading == null || !now.alive(leader)) {
            if (!inTime) {
                finish(
                        request,
                        RequestState.ROLLED_BACK,
                        RequestReason.NO_LEADER,
                        now.record().leader() + " stopped answering before anything was changed",
                        draft);
            }
            return;
        }
        switch (HandOver.look(now, target)) {
            case LEVEL ->
                HandOver.begin(now, target, Succession.Cause.REQUESTED, "request " + request.id(), "person", draft);
            case WAITING -> draft.waitFor(target);
            case NOT_PAUSED -> {
                if (inTime) {
                    HandOver.pause(now, leader, leading, target, draft);
                    draft.waitFor(target);
                    return;
                }
                // The pause is over or never came: it must not begin once more after the request is closed.
                draft.tell(
                        leader,
                        new ControlCommand.Resume(now.epoch(), HandOver.nextPause(leading)),
                        "the switchover is rolled back");
                finish(
                        request,
                        RequestState.ROLLED_BACK,
                        RequestReason.TARGET_NOT_LEVEL,
                        target + " didn't reach the leader's end within "
                                + now.timing().pause() + " ms; " + leader.name() + " goes on in epoch " + now.epoch(),
                        draft);
            }
        }
    }

    private static void conclude(Situation now, RequestSeen request, Draft draft) {
        MemberStatus.Leading leading = now.leading();
        MemberName leader = now.record().leader();
        if (leading == null
                || !leading.open()
                || leader == null
                || !leader.equals(now.seen().routed())) {
            return; // clients don't reach it yet
        }
        MemberName target = now.named(request.target());
        String leads = leader + " leads epoch " + now.epoch();
        if (target == null || target.equals(leader)) {
            finish(request, RequestState.SUCCEEDED, RequestReason.COMPLETED, leads, draft);
        } else if (request.type() == RequestType.FAILOVER) {
            finish(
                    request,
                    RequestState.SUCCEEDED,
                    RequestReason.OTHER_MEMBER_AHEAD,
                    leads + ": " + target + " held less, or didn't answer",
                    draft);
        } else {
            finish(
                    request,
                    RequestState.ROLLED_BACK,
                    RequestReason.OTHER_MEMBER_AHEAD,
                    leads + ": " + target + " held less, or didn't answer",
                    draft);
        }
    }
}

package dev.baton.operator.status;

import dev.baton.crds.ConditionReason;
import dev.baton.crds.ConditionType;
import dev.baton.crds.status.Bounds;
import dev.baton.crds.status.RequestReport;
import dev.baton.crds.status.RequestState;
import dev.baton.crds.status.RequestType;
import dev.baton.operator.observe.MemberSeen;
import dev.baton.operator.observe.Wish;
import dev.baton.protocol.CommitRule;
import dev.baton.protocol.LeadershipRecord;
import dev.baton.protocol.LeadershipRecord.Phase;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberState;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The state in the words of Kubernetes.
 *
 * <ol>
 *   <li>{@code Paused}: whether a person paused it.
 *   <li>{@code Stalled}: whether anything waits for a person (as kstatus reads it).
 *   <li>{@code Available}: whether writes are accepted now.
 *   <li>{@code FailoverReady}: whether the leader could be lost now without losing an acknowledged write, and a follower would take over.
 *   <li>{@code Ready}: available, and everything as this generation asks.
 *   <li>{@code Reconciling}: not ready, and not stalled (as kstatus reads it).
 * </ol>
 */
final class Conditions {
    private final Account account;
    private final List<Problem> problems;

    Conditions(Account account) {
        this.account = account;
        this.problems = new ArrayList<>(account.problems());
        account.seen().members().values().stream()
                .map(MemberSeen::notUnderstood)
                .filter(Objects::nonNull)
                .forEach(why -> problems.add(new Problem(ConditionReason.PROTOCOL_UNKNOWN, true, why)));
        account.seen().members().values().stream()
                .filter(member -> MemberReports.state(member) == MemberState.DIVERGED)
                .forEach(member -> problems.add(new Problem(ConditionReason.MEMBER_DIVERGED, true, diverged(member))));
    }

    /** What a condition says. */
    private record Finding(boolean holds, ConditionReason reason, String message) {}

    private static String diverged(MemberSeen member) {
        return member.name()
                + " keeps what it holds and follows nobody. To have it rebuilt from its leader once nothing in it is needed:"
                + " kubectl delete pvc " + member.name() + " --wait=false && kubectl delete pod " + member.name()
                + "-0. " + (member.answer() == null ? "" : member.answer().lastError());
    }

    List<Condition> all() {
        Finding available = available();
        Finding stalled = stalled();
        Finding ready = ready(available);
        Finding reconciling = ready.holds() || stalled.holds()
                ? new Finding(false, ConditionReason.IDLE, "")
                : new Finding(true, ready.reason(), ready.message());
        List<Condition> conditions = new ArrayList<>();
        conditions.add(condition(ConditionType.READY, ready));
        conditions.add(condition(ConditionType.AVAILABLE, available));
        conditions.add(condition(ConditionType.FAILOVER_READY, failoverReady()));
        conditions.add(condition(ConditionType.RECONCILING, reconciling));
        conditions.add(condition(ConditionType.STALLED, stalled));
        conditions.add(condition(ConditionType.PAUSED, paused()));
        return conditions;
    }

    private Finding paused() {
        return account.seen().paused()
                ? new Finding(
                        true,
                        ConditionReason.REQUESTED,
                        "rollouts, repair and automatic failover are held back until baton.dev/pause is removed")
                : new Finding(false, ConditionReason.NOT_REQUESTED, "");
    }

    private Finding stalled() {
        for (Problem problem : problems) {
            if (problem.needsPerson()) {
                return new Finding(true, problem.reason(), problem.message());
            }
        }
        if (!account.verdict().stalled().isEmpty()) {
            boolean damaged = account.seen().members().values().stream()
                    .map(MemberReports::state)
                    .anyMatch(state -> state == MemberState.DAMAGED || state == MemberState.DIVERGED);
            return new Finding(
                    true,
                    damaged ? ConditionReason.MEMBER_DAMAGED : ConditionReason.LEADERSHIP_RECORD_LOST,
                    account.verdict().stalled());
        }
        return new Finding(false, ConditionReason.NOT_STALLED, "");
    }

    private Finding available() {
        if (account.verdict().available()) {
            return new Finding(
                    true, ConditionReason.LEADER_OPEN, account.verdict().leader() + " accepts writes");
        }
        LeadershipRecord record = account.seen().record().record();
        String judgement = account.verdict().judgement();
        if (record == null || record.base() == null) {
            return new Finding(
                    false, ConditionReason.STARTING, or(judgement, "no leader was ever open" + waitingFor()));
        }
        if (running(RequestType.SWITCHOVER)) {
            return new Finding(
                    false, ConditionReason.SWITCHOVER_IN_PROGRESS, or(judgement, "leadership is being handed over"));
        }
        if (record.phase() != Phase.OPEN) {
            return account.verdict().waitingFor().isEmpty()
                    ? new Finding(
                            false, ConditionReason.FAILOVER_IN_PROGRESS, or(judgement, "a leader is being elected"))
                    : new Finding(false, ConditionReason.WAITING_FOR_QUORUM, or(judgement, "no leader" + waitingFor()));
        }
        if (!judgement.isEmpty() && account.seen().paused()) {
            return new Finding(
                    false,
                    ConditionReason.FAILOVER_IS_PAUSED,
                    judgement + "; remove baton.dev/pause, or set baton.dev/failover=auto");
        }
        if (!judgement.isEmpty() && account.seen().wish().policy() == Wish.FailoverPolicy.MANUAL) {
            return new Finding(
                    false,
                    ConditionReason.WAITING_FOR_REQUEST,
                    judgement + "; to replace it, set baton.dev/failover=auto");
        }
        return new Finding(
                false,
                ConditionReason.NO_LEADER,
                or(judgement, record.leader() + " doesn't say that it accepts writes"));
    }

    private Finding failoverReady() {
        if (!account.verdict().failover().ready()) {
            return new Finding(
                    false,
                    ApiWords.of(account.verdict().failover().reason()),
                    account.verdict().failover().message());
        }
        if (account.seen().paused()) {
            return new Finding(
                    false, ConditionReason.FAILOVER_IS_PAUSED, "baton.dev/pause holds back automatic failover");
        }
        if (account.seen().wish().policy() == Wish.FailoverPolicy.MANUAL) {
            return new Finding(
                    false,
                    ConditionReason.FAILOVER_IS_MANUAL,
                    "nobody takes over by itself; a lost leader is replaced by baton.dev/failover=auto");
        }
        if (account.seen().wish().mode() == Wish.Mode.ASYNCHRONOUS) {
            return new Finding(
                    false,
                    ConditionReason.ASYNCHRONOUS,
                    "a follower would take over, perhaps without the newest writes");
        }
        return new Finding(
                true,
                ConditionReason.FOLLOWERS_IN_SYNC,
                account.verdict().failover().message());
    }

    private Finding ready(Finding available) {
        if (!problems.isEmpty()) {
            Problem first = problems.getFirst();
            return new Finding(false, first.reason(), first.message());
        }
        if (!available.holds()) {
            return available;
        }
        int wanted = account.seen().wish().replicas();
        Map<MemberName, MemberSeen> members = account.seen().members();
        if (members.size() > wanted) {
            return new Finding(
                    false,
                    ConditionReason.SCALING,
                    members.values().stream()
                                    .filter(member -> !member.inSpec())
                                    .map(member -> member.name().value())
                                    .collect(Collectors.joining(", "))
                            + " beyond replicas: " + wanted);
        }
        List<String> behind = new ArrayList<>();
        boolean seeding = false;
        for (MemberSeen member : members.values()) {
            MemberState state = MemberReports.state(member);
            Place place = account.places().get(member.name());
            if ((state != MemberState.OPEN && state != MemberState.STREAMING) || place == null || !place.ready()) {
                behind.add(member.name() + " is " + state.label()
                        + (state == MemberState.OPEN || state == MemberState.STREAMING ? ", its pod isn't ready" : ""));
                seeding |= state == MemberState.SEEDING;
            }
        }
        if (!behind.isEmpty()) {
            return new Finding(
                    false,
                    seeding ? ConditionReason.SEEDING : ConditionReason.MEMBERS_NOT_READY,
                    String.join(", ", behind));
        }
        List<String> outdated = members.values().stream()
                .filter(member -> member.pod() != null && member.pod().outdated())
                .map(member -> member.name().value())
                .toList();
        if (!outdated.isEmpty()) {
            return new Finding(
                    false,
                    ConditionReason.ROLLING_OUT,
                    String.join(", ", outdated) + " don't run as the spec asks yet, and are replaced one at a time");
        }
        List<String> otherwiseLimited = members.values().stream()
                .filter(member -> account.seen().wish().limits() != null
                        && member.answer() != null
                        && member.answer().limits() != null
                        && !member.answer()
                                .limits()
                                .equals(account.seen().wish().limits()))
                .map(member -> member.name().value())
                .toList();
        if (!otherwiseLimited.isEmpty()) {
            return new Finding(
                    false,
                    ConditionReason.MEMBERS_NOT_READY,
                    String.join(", ", otherwiseLimited) + " don't keep to the limits of the spec yet");
        }
        int synchronous = synchronousFollowers(account.seen().record().record()).size();
        int asked = switch (account.seen().wish().mode()) {
            case SYNCHRONOUS -> wanted - 1;
            case SEMI_SYNCHRONOUS -> Math.min(account.seen().wish().synchronousFollowers(), wanted - 1);
            case ASYNCHRONOUS -> 0;
        };
        if (synchronous < asked) {
            return new Finding(
                    false,
                    ConditionReason.TOO_FEW_FOLLOWERS,
                    synchronous + " of " + asked + " synchronous followers confirm writes");
        }
        return new Finding(true, ConditionReason.AS_REQUESTED, wanted + " of " + wanted + " members are as requested");
    }

    /** The followers that must confirm a write under the rule in force. */
    static List<String> synchronousFollowers(@Nullable LeadershipRecord record) {
        if (record == null || record.phase() != Phase.OPEN || record.base() == null) {
            return List.of();
        }
        return record.base().rule().commit() == CommitRule.SYNCHRONOUS
                ? record.base().rule().followers().keySet().stream()
                        .map(MemberName::value)
                        .toList()
                : List.of();
    }

    private boolean running(RequestType type) {
        for (RequestReport request : account.chronicle().requests()) {
            if (request.type() == type && request.state() == RequestState.ACCEPTED) {
                return true;
            }
        }
        return false;
    }

    private String waitingFor() {
        return account.verdict().waitingFor().isEmpty()
                ? ""
                : ", waiting for "
                        + account.verdict().waitingFor().stream()
                                .map(MemberName::value)
                                .collect(Collectors.joining(", "));
    }

    private static String or(String text, String otherwise) {
        return text.isEmpty() ? otherwise : text;
    }

    private Condition condition(ConditionType type, Finding finding) {
        String status = finding.holds() ? "True" : "False";
        Condition before = before(type);
        String since = before != null && before.getStatus().equals(status)
                ? before.getLastTransitionTime()
                // A condition's time has no fraction.
                : account.now()
                        .truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                        .toString();
        return new ConditionBuilder()
                .withType(type.label())
                .withStatus(status)
                .withReason(finding.reason().label())
                .withMessage(Bounds.text(finding.message(), Bounds.TEXT))
                .withObservedGeneration(account.generation())
                .withLastTransitionTime(since)
                .build();
    }

    private @Nullable Condition before(ConditionType type) {
        if (account.before() == null) {
            return null;
        }
        for (Condition condition : account.before().conditions()) {
            if (type.label().equals(condition.getType())) {
                return condition;
            }
        }
        return null;
    }
}

package dev.baton.operator.status;

import dev.baton.crds.status.Bounds;
import dev.baton.crds.status.Candidate;
import dev.baton.crds.status.FailoverReport;
import dev.baton.crds.status.FailoverType;
import dev.baton.crds.status.ReplicatedDatabaseStatus;
import dev.baton.crds.status.RequestReport;
import dev.baton.crds.status.RequestState;
import dev.baton.operator.decide.Action;
import dev.baton.operator.decide.Milestone;
import dev.baton.operator.decide.Succession;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.MemberStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What the status tells of the past: requests and changes of leader, newest first. Immutable. */
public record Chronicle(List<RequestReport> requests, List<FailoverReport> failovers) {
    public Chronicle {
        requests = List.copyOf(requests.subList(0, Math.min(requests.size(), Bounds.REQUESTS)));
        failovers = List.copyOf(failovers.subList(0, Math.min(failovers.size(), Bounds.FAILOVERS)));
    }

    public static Chronicle of(@Nullable ReplicatedDatabaseStatus status) {
        return status == null
                ? new Chronicle(List.of(), List.of())
                : new Chronicle(status.requests(), status.failoverHistory());
    }

    /** With a new request. */
    public Chronicle with(Action.RecordRequest recorded, String id, Instant now) {
        List<RequestReport> more = new ArrayList<>(requests.size() + 1);
        more.add(new RequestReport(
                id,
                ApiWords.of(recorded.annotation().type()),
                recorded.annotation().value(),
                RequestState.PENDING,
                null,
                null,
                now,
                null,
                null,
                recorded.annotation().acceptDataLoss()));
        more.addAll(requests);
        return new Chronicle(more, failovers);
    }

    /** With a request further on. */
    public Chronicle with(Action.UpdateRequest update, Instant now) {
        UnaryOperator<RequestReport> updated = before -> new RequestReport(
                before.id(),
                before.type(),
                update.target() == null ? before.target() : update.target().value(),
                ApiWords.of(update.state()),
                ApiWords.of(update.code()),
                update.message().isEmpty() ? null : update.message(),
                before.receivedTime(),
                update.state().finished() ? now : null,
                update.epoch() == null
                        ? before.acceptedEpoch()
                        : Long.valueOf(update.epoch().number()),
                before.acceptDataLoss());
        return new Chronicle(
                requests.stream()
                        .map(request -> request.id().equals(update.id()) ? updated.apply(request) : request)
                        .toList(),
                failovers);
    }

    /** With a change of leader further on. A milestone keeps the time it was first reached. */
    public Chronicle with(Action.Mark mark, Instant now) {
        Succession succession = mark.succession();
        List<FailoverReport> more = new ArrayList<>(failovers);
        int index = indexOf(succession.epoch());
        if (index >= 0) {
            more.set(index, merged(more.get(index), succession, mark.milestone(), now));
        } else {
            more.addFirst(merged(begun(succession), succession, mark.milestone(), now));
        }
        return new Chronicle(requests, more);
    }

    /** With what a deposed leader says it cut off. The epoch whose leader made it cut names the change of leader it belongs to. */
    public Chronicle withCut(String member, MemberStatus.@Nullable Cut cut) {
        int index = cut == null ? -1 : indexOf(cut.epoch());
        if (cut == null || index < 0) {
            return this;
        }
        FailoverReport report = failovers.get(index);
        if (!member.equals(report.from()) || report.discardedWrites() != null) {
            return this;
        }
        List<FailoverReport> more = new ArrayList<>(failovers);
        more.set(index, discarded(report, cut.writes()));
        return new Chronicle(requests, more);
    }

    /** The report of an epoch; null for none. */
    public @Nullable FailoverReport report(Epoch epoch) {
        int index = indexOf(epoch);
        return index < 0 ? null : failovers.get(index);
    }

    private int indexOf(Epoch epoch) {
        for (int i = 0; i < failovers.size(); i++) {
            if (failovers.get(i).epoch() == epoch.number()) {
                return i;
            }
        }
        return -1;
    }

    private static FailoverReport begun(Succession succession) {
        FailoverType type = succession.type() == null ? FailoverType.FAILOVER : ApiWords.of(succession.type());
        return new FailoverReport(
                succession.epoch().number(),
                type,
                null,
                null,
                null,
                null,
                null,
                false,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static FailoverReport merged(
            FailoverReport before, Succession succession, Milestone milestone, Instant now) {
        List<String> judges = succession.judgedBy().isEmpty() ? before.judgedBy() : List.copyOf(succession.judgedBy());
        List<Candidate> candidates = succession.candidates().isEmpty()
                ? before.candidates()
                : succession.candidates().stream()
                        .map(candidate -> new Candidate(
                                candidate.name().value(),
                                candidate.position().toString(),
                                ApiWords.of(candidate.verdict())))
                        .toList();
        return new FailoverReport(
                before.epoch(),
                succession.type() == null ? before.type() : ApiWords.of(succession.type()),
                succession.cause() == null ? before.cause() : ApiWords.of(succession.cause()),
                judges,
                succession.from() == null ? before.from() : succession.from().value(),
                succession.to() == null ? before.to() : succession.to().value(),
                candidates,
                succession.lossAccepted() || Boolean.TRUE.equals(before.lossAccepted()),
                succession.mayMiss() ? Boolean.TRUE : before.writesMayBeMissing(),
                before.discardedWrites(),
                first(before.detectedTime(), milestone == Milestone.DETECTED, now),
                first(before.fencedTime(), milestone == Milestone.FENCED, now),
                first(before.promotedTime(), milestone == Milestone.PROMOTED, now),
                first(before.servingTime(), milestone == Milestone.SERVING, now));
    }

    private static FailoverReport discarded(FailoverReport before, long writes) {
        return new FailoverReport(
                before.epoch(),
                before.type(),
                before.cause(),
                before.judgedBy(),
                before.from(),
                before.to(),
                before.candidates(),
                before.lossAccepted(),
                before.writesMayBeMissing(),
                writes,
                before.detectedTime(),
                before.fencedTime(),
                before.promotedTime(),
                before.servingTime());
    }

    private static @Nullable Instant first(@Nullable Instant before, boolean reached, Instant now) {
        return before == null && reached ? now : before;
    }
}

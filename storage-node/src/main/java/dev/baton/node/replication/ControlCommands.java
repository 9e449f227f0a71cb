package dev.baton.node.replication;

import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.MemberLimits;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.Promise;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Obeys the operator's commands, or refuses them and says why: the only way to lead, and to be told whom to follow. Owns nothing; what a
 * command changes belongs to {@link Role} and {@link Leadership}.
 *
 * <ul>
 *   <li>An epoch below the promised one is refused as stale.
 *   <li>A command obeyed before changes nothing, and is answered like the first time.
 *   <li>An answer that tells a promise leaves when the promise is on disk.
 * </ul>
 */
final class ControlCommands {
    private final ReplicationCore.Self self;
    private final LogView log;
    private final StableState stable;
    private final Role role;
    private final Trouble trouble;
    private final Consumer<Output> out;
    private final LongFunction<MemberStatus> status;
    private final Consumer<MemberLimits> limits;

    /**
     * @param status the member's, at a time
     * @param limits puts them in force
     */
    ControlCommands(
            ReplicationCore.Self self,
            LogView log,
            StableState stable,
            Role role,
            Trouble trouble,
            LongFunction<MemberStatus> status,
            Consumer<MemberLimits> limits,
            Consumer<Output> out) {
        this.self = self;
        this.log = log;
        this.stable = stable;
        this.role = role;
        this.trouble = trouble;
        this.status = status;
        this.limits = limits;
        this.out = out;
    }

    /** Answered by an {@link Output.Answer} or {@link Output.Refuse} to {@code replyTo}, perhaps after a sync. */
    void carryOut(ControlCommand command, Object replyTo, long now) {
        switch (command) {
            case ControlCommand.Status ask -> answer(replyTo, now);
            case ControlCommand.Fence fence -> fence(fence, replyTo, now);
            case ControlCommand.Lead lead -> lead(lead, replyTo, now);
            case ControlCommand.Follow follow -> follow(follow, replyTo, now);
            case ControlCommand.Propose propose -> {
                Leadership mine = leadershipOf(propose.epoch(), replyTo);
                if (mine != null) {
                    mine.propose(propose.rule(), now);
                    role.mayCountWritten(mine.anyReceived());
                    answer(replyTo, now);
                }
            }
            case ControlCommand.Rule rule -> {
                Leadership mine = leadershipOf(rule.epoch(), replyTo);
                if (mine != null) {
                    if (mine.tell(rule.rule(), now)) {
                        role.mayCountWritten(mine.anyReceived());
                        role.heardRule(mine.ruleNumber());
                    }
                    answer(replyTo, now);
                }
            }
            case ControlCommand.Pause pause -> {
                Leadership mine = leadershipOf(pause.epoch(), replyTo);
                if (mine != null) {
                    mine.pause(pause.number(), pause.millis() * 1_000_000L, now);
                    answer(replyTo, now);
                }
            }
            case ControlCommand.Limit limit -> {
                if (!isStale(limit.epoch(), replyTo)) {
                    limits.accept(limit.limits());
                    answer(replyTo, now);
                }
            }
            case ControlCommand.Resume resume -> {
                Leadership mine = leadershipOf(resume.epoch(), replyTo);
                if (mine != null) {
                    mine.resume(resume.number());
                    answer(replyTo, now);
                }
            }
        }
    }

    private void fence(ControlCommand.Fence fence, Object replyTo, long now) {
        if (isStale(fence.epoch(), replyTo)) {
            return;
        }
        if (fence.epoch().isAfter(role.epoch())) {
            role.promise(fence.epoch(), fence.recordUid(), null);
        }
        // A fence for an epoch already obeyed stops nothing (finding L6), but it too is answered only when the promise
        // is on disk.
        answerWhenPersisted(replyTo, now);
    }

    private void lead(ControlCommand.Lead lead, Object replyTo, long now) {
        if (isStale(lead.epoch(), replyTo)) {
            return;
        }
        if (!role.leadsOrWill(lead.epoch())) {
            String refusal = refusalToLead(lead);
            if (refusal != null) {
                refuse(replyTo, refusal);
                return;
            }
            role.lead(lead);
        }
        answerWhenPersisted(replyTo, now);
    }

    private @Nullable String refusalToLead(ControlCommand.Lead lead) {
        Promise promise = stable.state().promise();
        Following following = role.following();
        if (lead.epoch().isAfter(promise.promised())) {
            return "LEAD " + lead.epoch() + " comes before its FENCE: " + self.member() + " promised "
                    + promise.promised();
        }
        if (!promise.led().isBefore(lead.epoch())) {
            return self.member() + " led epoch " + promise.led() + " before; it needs a new epoch";
        }
        if (trouble.isDamaged()) {
            return self.member() + " lost its data and must be seeded: " + trouble.damage();
        }
        if (hasDiverged()) {
            return diverged();
        }
        if (following != null) {
            return self.member() + " follows " + following.leader.name() + " in epoch " + following.epoch;
        }
        if (!self.incarnation().equals(lead.incarnation())) {
            return self.member() + " is incarnation " + self.incarnation() + ", not " + lead.incarnation()
                    + ": its volume was replaced";
        }
        if (log.flushedPosition().compareTo(lead.position()) < 0) {
            return self.member() + "'s log ends at " + log.flushedPosition() + ", before " + lead.position();
        }
        return null;
    }

    private void follow(ControlCommand.Follow follow, Object replyTo, long now) {
        if (isStale(follow.epoch(), replyTo)) {
            return;
        }
        if (hasDiverged()) {
            refuse(replyTo, diverged());
            return;
        }
        if (role.leadsOrWill(follow.epoch()) || follow.leader().equals(self.member())) {
            refuse(replyTo, self.member() + " leads epoch " + follow.epoch() + " itself");
            return;
        }
        var leader = new DurableState.LeaderAddress(follow.leader(), follow.host(), follow.port());
        Following following = role.following();
        if (follow.epoch().isAfter(role.epoch())) {
            role.promise(follow.epoch(), follow.recordUid(), leader);
            role.follow(follow.epoch(), leader);
        } else if (following == null || !following.leader.equals(leader)) {
            role.follow(follow.epoch(), leader);
        }
        answerWhenPersisted(replyTo, now);
    }

    private boolean hasDiverged() {
        return !stable.state().diverged().isEmpty();
    }

    private String diverged() {
        return self.member() + " diverged: " + stable.state().diverged();
    }

    private boolean isStale(Epoch epoch, Object replyTo) {
        if (epoch.isBefore(role.epoch())) {
            out.accept(new Output.Refuse(
                    replyTo,
                    "STALE",
                    self.member() + " promised epoch " + role.epoch() + " and obeys none before, such as " + epoch));
            return true;
        }
        return false;
    }

    private @Nullable Leadership leadershipOf(Epoch epoch, Object replyTo) {
        if (isStale(epoch, replyTo)) {
            return null;
        }
        Leadership mine = role.leadership();
        if (mine == null || !mine.epoch.equals(epoch)) {
            refuse(replyTo, self.member() + " does not lead epoch " + epoch);
            return null;
        }
        return mine;
    }

    private void answer(Object replyTo, long now) {
        out.accept(new Output.Answer(replyTo, status.apply(now)));
    }

    private void answerWhenPersisted(Object replyTo, long now) {
        stable.whenSettled(at -> answer(replyTo, at), now);
    }

    private void refuse(Object replyTo, String why) {
        out.accept(new Output.Refuse(replyTo, "REFUSED", why));
    }
}

package dev.baton.node.server;

import dev.baton.node.command.Blocked;
import dev.baton.node.command.CommandExecutor;
import dev.baton.node.command.Execution;
import dev.baton.node.command.Session;
import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.Transaction;
import dev.baton.node.log.LogFullException;
import dev.baton.node.resp.ReplyWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/**
 * Runs the requests of one client: what they write is appended to the log, what they published follows it, and their replies wait for it in
 * the queue. Loop thread only.
 */
final class RequestRunner {
    /** What became of a request. */
    sealed interface Outcome {
        /** It has its reply. */
        Outcome ANSWERED = new Answered(false);

        /** @param closes whether the connection ends behind it */
        record Answered(boolean closes) implements Outcome {}

        /** It is to be run again once writes are allowed, before all that came after it. */
        record Again() implements Outcome {}

        /** It waits for elements. */
        record Waits(Blocked blocked) implements Outcome {}
    }

    private final Member member;
    private final CommandExecutor executor;
    private final ClientGate gate;
    private final Session session;
    private final ReplyQueue replies;
    private final Journal journal;
    private final LoopClock clock = new LoopClock();
    private boolean wasDeposed;

    RequestRunner(
            Member member,
            CommandExecutor executor,
            ClientGate gate,
            Session session,
            ReplyQueue replies,
            Journal journal) {
        this.member = member;
        this.executor = executor;
        this.gate = gate;
        this.session = session;
        this.replies = replies;
        this.journal = journal;
    }

    /** This member leads no more: the next refusal closes the connection. */
    void deposed() {
        wasDeposed = true;
    }

    Outcome run(byte[][] request) {
        long now = System.nanoTime();
        int mark = replies.mark();
        Execution execution;
        try {
            execution = executor.execute(session, request, clock.millisAt(now), now, replies.writer());
        } catch (RuntimeException bug) {
            return failed(mark, "running", request, bug);
        }
        return carryOn(execution, request, mark);
    }

    /** Runs what waited for a key. */
    Outcome wake(Bytes key, Blocked blocked) {
        return runLater(blocked, out -> executor.wake(session, blocked, key, System.currentTimeMillis(), out));
    }

    /** Answers what waited in vain. */
    Outcome timeOut(Blocked blocked) {
        return runLater(blocked, out -> executor.timeOut(session, blocked, System.currentTimeMillis(), out));
    }

    private Outcome runLater(Blocked blocked, Function<ReplyWriter, Execution> command) {
        int mark = replies.mark();
        Execution execution;
        try {
            execution = command.apply(replies.writer());
        } catch (RuntimeException bug) {
            return failed(mark, "running", blocked.arguments(), bug);
        }
        return carryOn(execution, blocked.arguments(), mark);
    }

    /** The command ran: logs what it wrote, and says what its reply waits for. */
    private Outcome carryOn(Execution execution, byte[][] request, int mark) {
        Transaction transaction = execution.transaction();
        List<Bytes> changed = List.of();
        boolean wrote = false;
        if (transaction != null) {
            if (transaction.hidExpired() && member.core().isPaused()) {
                // Nobody may learn of an expiry that no log holds: a slower clock would show the key again after the
                // switchover.
                replies.backTo(mark);
                return new Outcome.Again();
            }
            wrote = transaction.wrote();
            if (wrote) {
                changed = gate.blocked().isEmpty() ? changed : transaction.changedKeys();
                try {
                    append(transaction);
                } catch (LogFullException full) {
                    readMemoryAnew();
                    replies.backTo(mark);
                    replies.writer().error("ERR the write was not taken: " + full.getMessage());
                    return answered(mark, 0, execution.closes());
                } catch (IllegalArgumentException tooLong) {
                    return failed(mark, "logging", request, tooLong);
                }
            } else if (transaction.looked()
                    && execution.blocked() == null
                    && member.core().isLeading()) {
                replies.needs(transaction.lookedAtOffset(), true);
            }
        }
        if (!execution.messages().isEmpty()) {
            member.publish(execution.messages());
        }
        Outcome outcome = outcome(execution, mark, wrote ? Session.bytesOf(request) : 0);
        if (!changed.isEmpty()) {
            gate.blocked().changed(changed);
        }
        return outcome;
    }

    private Outcome outcome(Execution execution, int mark, long writtenBytes) {
        Blocked blocked = execution.blocked();
        if (blocked != null) {
            replies.backTo(mark);
            return new Outcome.Waits(blocked);
        }
        Execution.PendingWait pendingWait = execution.pendingWait();
        if (pendingWait != null) {
            replies.await(pendingWait);
            return Outcome.ANSWERED;
        }
        return answered(mark, writtenBytes, execution.closes() || tellsOfDeposal(mark));
    }

    private Outcome answered(int mark, long requestBytes, boolean closes) {
        if (session.replyMode().drops()) {
            replies.backTo(mark);
        }
        replies.answered(requestBytes, closes);
        return closes ? new Outcome.Answered(true) : Outcome.ANSWERED;
    }

    private void append(Transaction transaction) {
        long end = member.append(transaction.effect());
        transaction.stamp(end);
        session.wrote(member.core().epoch(), end);
        replies.needs(end, false);
    }

    /** A deposed leader's client is told so once, then has to look for the new one. */
    private boolean tellsOfDeposal(int mark) {
        return wasDeposed && replies.isErrorSince(mark);
    }

    /** The command changed memory but not the log: memory is what the log says, so it is read anew. */
    private void readMemoryAnew() {
        if (member.core().isOpen()) {
            member.memory().rebuild(member.log().endOffset());
        }
    }

    /** A bug in one command must not leave half of it in memory, where everybody would stumble over it. */
    private Outcome failed(int mark, String what, byte[][] request, RuntimeException bug) {
        journal.error(what + " " + new String(request[0], StandardCharsets.UTF_8) + " for " + session.id(), bug);
        readMemoryAnew();
        replies.backTo(mark);
        replies.writer()
                .error("ERR internal error, nothing was written: "
                        + bug.getClass().getSimpleName());
        return answered(mark, 0, false);
    }
}

package dev.baton.operator.members;

import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.ProtocolVersion;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps asking one member how it stands, on a virtual thread of its own, and passes commands on. Probes and commands have a connection
 * each, so that a command never waits behind a probe that a stuck member doesn't answer.
 */
final class MemberWatch implements Runnable {
    private static final Logger LOG = Logger.getLogger(MemberWatch.class);

    /** How fast a change of pace or address is noticed, in milliseconds. */
    private static final int SLICE_MILLIS = 25;

    /** A connection by an older password than the newest is made anew after so long, in milliseconds: the member may know that one by now. */
    private static final long TRY_NEWER_MILLIS = 1000;

    /** Between attempts to connect, in milliseconds. */
    private static final long RETRY_MILLIS = 100;

    private final MemberName member;
    private final int timeoutMillis;
    private final Runnable wake;
    private final Thread thread;
    private final ReentrantLock commandLine = new ReentrantLock();
    private @Nullable MemberConnection commands; // guarded by commandLine

    private volatile MemberTarget target;
    private volatile long paceMillis;
    private volatile @Nullable String letInBy;
    private volatile boolean stopped;

    // All below are guarded by this.
    private @Nullable MemberStatus status;
    private long receivedNanos;
    private String container = "";
    private final AnsweringContainer answering = new AnsweringContainer();
    private long silentSinceNanos = System.nanoTime();
    private boolean silent = true;
    private boolean refused;
    private @Nullable String notUnderstood;
    private long silenceToldMillis = -1;

    MemberWatch(MemberName member, MemberTarget target, long paceMillis, int timeoutMillis, Runnable wake) {
        this.member = member;
        this.target = target;
        this.paceMillis = paceMillis;
        this.timeoutMillis = timeoutMillis;
        this.wake = wake;
        this.thread = Thread.ofVirtual().name("probe-" + member).unstarted(this);
    }

    void start() {
        thread.start();
    }

    void stop() {
        stopped = true;
        thread.interrupt();
    }

    void pace(long millis) {
        paceMillis = millis;
    }

    boolean wasLetInBy(String password) {
        return password.equals(letInBy);
    }

    void aim(MemberTarget next) {
        MemberTarget before = target;
        target = next;
        if (before.volumeUid() != null && !before.volumeUid().equals(next.volumeUid())) {
            forgetAnswers();
        }
    }

    synchronized MemberNews news() {
        long silentMillis = silent ? TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - silentSinceNanos) : 0;
        // A member that failed to answer is silent, if only since this very millisecond.
        return new MemberNews(
                status, receivedNanos, container, silent ? Math.max(1, silentMillis) : 0, refused, notUnderstood);
    }

    @Override
    public void run() {
        while (!stopped) {
            MemberTarget now = target;
            String host = now.host();
            if (host == null) {
                missed(false);
                rest(SLICE_MILLIS);
                continue;
            }
            try (MemberConnection connection = MemberConnection.open(now, host, timeoutMillis)) {
                letInBy = connection.password();
                long opened = System.nanoTime();
                while (!stopped && now.sameDoor(target) && !mayKnowNewer(now, connection, opened)) {
                    ask(connection);
                    idle(connection, now);
                }
            } catch (MemberClosed closed) {
                missed(true);
            } catch (MemberSilent | MemberRefusal noAnswer) {
                missed(false);
            } catch (RuntimeException bug) {
                // Must not end the watch: a member nobody asks any more looks dead.
                LOG.errorf(bug, "%s at %s could not be asked", member, now);
                missed(false);
            }
            rest(RETRY_MILLIS);
        }
        if (commandLine.tryLock()) {
            try {
                hangUp();
            } finally {
                commandLine.unlock();
            }
        }
    }

    private static boolean mayKnowNewer(MemberTarget now, MemberConnection connection, long openedNanos) {
        return !connection.password().equals(now.passwords().getFirst())
                && System.nanoTime() - openedNanos > TimeUnit.MILLISECONDS.toNanos(TRY_NEWER_MILLIS);
    }

    private void ask(MemberConnection connection) throws MemberClosed, MemberSilent, MemberRefusal {
        try {
            heard(connection.tell(new ControlCommand.Status(), newestSpoken()), true);
        } catch (MemberNotUnderstood another) {
            notUnderstood(String.valueOf(another.getMessage()));
        }
    }

    /** Passes a command on; blocks at most about twice the timeout. */
    Answer tell(ControlCommand command) {
        MemberTarget now = target;
        String host = now.host();
        if (host == null) {
            return new Answer.Unknown(member + " has no address yet");
        }
        try {
            if (!commandLine.tryLock(timeoutMillis, TimeUnit.MILLISECONDS)) {
                return new Answer.Unknown(member + " still ponders an earlier command");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new Answer.Unknown("interrupted");
        }
        try {
            return tellNow(now, host, command);
        } finally {
            commandLine.unlock();
        }
    }

    private Answer tellNow(MemberTarget now, String host, ControlCommand command) {
        boolean reused = commands != null && commands.leadsTo(now);
        try {
            if (!reused) {
                hangUp();
                commands = MemberConnection.open(now, host, timeoutMillis);
            }
            return answer(commands, command);
        } catch (MemberClosed closed) {
            hangUp();
            // A connection kept from earlier may have been closed long ago: that says nothing of the member now.
            return reused ? tellNow(now, host, command) : unknown(closed, true);
        } catch (MemberSilent noAnswer) {
            hangUp();
            return unknown(noAnswer, false);
        } catch (MemberRefusal refusal) {
            return new Answer.Refused(String.valueOf(refusal.getMessage()));
        } catch (MemberNotUnderstood another) {
            return new Answer.Unknown(String.valueOf(another.getMessage()));
        }
    }

    private Answer answer(@Nullable MemberConnection connection, ControlCommand command)
            throws MemberClosed, MemberSilent, MemberRefusal, MemberNotUnderstood {
        if (connection == null) {
            throw new IllegalStateException("not connected to " + member);
        }
        MemberStatus answered = connection.tell(command, newestSpoken());
        heard(answered, false);
        return new Answer.Obeyed(answered);
    }

    private Answer unknown(Exception failure, boolean closed) {
        if (closed) {
            missed(true);
        }
        return new Answer.Unknown(String.valueOf(failure.getMessage()));
    }

    private void hangUp() {
        if (commands != null) {
            commands.close();
            commands = null;
        }
    }

    private void idle(MemberConnection connection, MemberTarget now) throws MemberClosed {
        long start = System.nanoTime();
        while (!stopped && now.sameDoor(target)) {
            long left = paceMillis - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            if (left <= 0) {
                return;
            }
            connection.idle((int) Math.min(left, SLICE_MILLIS));
        }
    }

    private void rest(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            stopped = true;
        }
    }

    /** As far as its newest answer tells: its process may have been replaced by an older one since, which refuses then, and says so. */
    private synchronized int newestSpoken() {
        return status == null
                ? ProtocolVersion.SPOKEN.newest()
                : status.protocol().newest();
    }

    /** It lives: nobody may take it for dead. What it said before it became another one is forgotten. */
    private void notUnderstood(String why) {
        boolean news;
        synchronized (this) {
            news = !why.equals(notUnderstood);
            forgetAnswers();
            silent = false;
            notUnderstood = why;
        }
        if (news) {
            LOG.warnf("%s is not understood: %s", member, why);
            wake.run();
        }
    }

    private void heard(MemberStatus now, boolean tellOthers) {
        boolean news;
        synchronized (this) {
            MemberStatus before = status;
            news = silent || before == null || !Significance.of(before).equals(Significance.of(now));
            container = answering.heard(now.instance(), target.container());
            status = now;
            receivedNanos = System.nanoTime();
            silentSinceNanos = receivedNanos;
            silent = false;
            refused = false;
            notUnderstood = null;
            silenceToldMillis = -1;
        }
        if (news && tellOthers) {
            wake.run();
        }
    }

    private void missed(boolean closed) {
        boolean news;
        synchronized (this) {
            news = closed && !refused;
            silent = true;
            notUnderstood = null;
            refused |= closed;
            long silentMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - silentSinceNanos);
            // Each second of the first few, when judges come to a verdict; later nothing changes by waiting.
            long seconds = Math.min(silentMillis / 1000, 10);
            if (seconds > silenceToldMillis) {
                silenceToldMillis = seconds;
                news = true;
            }
        }
        if (news) {
            wake.run();
        }
    }

    private synchronized void forgetAnswers() {
        status = null;
        receivedNanos = 0;
        answering.forget();
        container = "";
        silent = true;
        silentSinceNanos = System.nanoTime();
        refused = false;
        notUnderstood = null;
        silenceToldMillis = -1;
    }
}

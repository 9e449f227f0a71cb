package dev.baton.e2e.process;

import dev.baton.operator.observe.StatusSeen;
import dev.baton.protocol.ControlCommand;
import dev.baton.workload.Endpoint;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/** The operator's line to one member, on a thread of its own, so that a silent member delays nothing said to the others. */
final class ControlLine implements AutoCloseable {
    private static final long PROBE_EVERY_MILLIS = 50;

    private final NodeProcess node;
    private final Endpoint endpoint;
    private final Consumer<String> story;
    private final Runnable news;
    private final Deque<ControlCommand> orders =
            new ArrayDeque<>(); // guarded by this; the first stays in until answered
    private final Thread thread;
    private volatile Heard heard = new Heard(null, System.nanoTime(), false, false);
    private boolean ending; // guarded by this

    /**
     * What is known of the member.
     *
     * @param status its newest answer
     * @param at when it last answered, or when it was first asked
     * @param answered whether it answered last time
     * @param refused whether its process is known to be gone
     */
    record Heard(@Nullable StatusSeen status, long at, boolean answered, boolean refused) {}

    /** {@code news} is run after each answer and each failure. */
    ControlLine(NodeProcess node, Endpoint endpoint, Consumer<String> story, Runnable news) {
        this.node = node;
        this.endpoint = endpoint;
        this.story = story;
        this.news = news;
        thread = Thread.ofPlatform()
                .daemon()
                .name("line-" + node.name())
                .uncaughtExceptionHandler((ended, failure) -> story.accept(ended.getName() + " ended: " + failure))
                .start(this::run);
    }

    Heard heard() {
        return heard;
    }

    /** Returns whether this is said now; false: it is being said. */
    synchronized boolean tell(ControlCommand command) {
        if (orders.contains(command)) {
            return false;
        }
        orders.add(command);
        notifyAll();
        return true;
    }

    private synchronized @Nullable ControlCommand next() throws InterruptedException {
        if (orders.isEmpty() && !ending) {
            wait(PROBE_EVERY_MILLIS);
        }
        if (ending) {
            return null;
        }
        ControlCommand first = orders.peek();
        return first == null ? new ControlCommand.Status() : first;
    }

    private synchronized void said(ControlCommand command) {
        orders.remove(command);
    }

    private void run() {
        try (ControlConnection connection = new ControlConnection(endpoint)) {
            for (ControlCommand command = next(); command != null; command = next()) {
                say(connection, command);
                said(command);
                news.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void say(ControlConnection connection, ControlCommand command) {
        StatusSeen status = heard.status();
        try {
            status = new StatusSeen(connection.tell(command), System.nanoTime(), "");
        } catch (JedisConnectionException gone) {
            heard = new Heard(status, heard.at(), false, heard.refused() || !node.isRunning());
            return;
        } catch (JedisDataException refusal) {
            story.accept(node.name() + " refuses: " + refusal.getMessage());
        }
        heard = new Heard(status, System.nanoTime(), true, false);
    }

    @Override
    public void close() throws InterruptedException {
        synchronized (this) {
            ending = true;
            notifyAll();
        }
        thread.join(10_000);
    }
}

package dev.baton.workload;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A run: clients at work, each in a thread of its own, and the history they leave.
 *
 * <pre>{@code
 * try (Workload workload = Workload.start(WorkloadSettings.writingTo(Route.to(leader), history))) {
 *     … break something …
 *     Summary summary = workload.stop();
 *     Verdict verdict = Check.check(history, Route.to(leader), access, Promise.NOTHING_LOST, Duration.ofSeconds(30));
 * }
 * }</pre>
 *
 * {@link #progress} and {@link #stop} may be called by any thread.
 */
public final class Workload implements AutoCloseable {
    /** A connection is replaced at this age: it may meet another follower, and a leader of the same connection another epoch. */
    private static final Duration READER_LINK_AGE = Duration.ofSeconds(1);

    private static final Duration WRITER_LINK_AGE = Duration.ofSeconds(5);
    private static final int ELEMENTS_READ = 10;

    private final WorkloadSettings settings;
    private final long zero = System.nanoTime();
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final Tally tally = new Tally(run);
    private final Lists lists;
    private final HistoryWriter history;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();
    private final List<Thread> threads = new ArrayList<>();
    private @Nullable Summary summary; // guarded by this

    private Workload(WorkloadSettings settings) throws IOException {
        this.settings = settings;
        this.lists = new Lists(run, settings.lists());
        this.history = new HistoryWriter(settings.history());
    }

    /** Starts all clients and returns at once; nobody need answer yet. */
    public static Workload start(WorkloadSettings settings) throws IOException {
        Workload workload = new Workload(settings);
        for (int i = 0; i < settings.writers(); i++) {
            workload.startClient(
                    "w" + i, settings.leader(), settings.writeInterval(), WRITER_LINK_AGE, workload.new Appending(i));
        }
        for (int i = 0; i < settings.registerClients(); i++) {
            workload.startClient(
                    "g" + i, settings.leader(), settings.writeInterval(), WRITER_LINK_AGE, workload.new Registering(i));
        }
        settings.followers().ifPresent(route -> {
            for (int i = 0; i < settings.readers(); i++) {
                workload.startClient("r" + i, route, settings.readInterval(), READER_LINK_AGE, workload.new Reading(i));
            }
        });
        return workload;
    }

    public Progress progress() {
        return tally.progress(now());
    }

    public Path history() {
        return settings.history();
    }

    /**
     * Stops all clients, waits until their last operations have ended (about as long as the time-out) and closes the history. Again:
     * returns the same.
     *
     * @throws IllegalStateException when a client thread ended by itself: the history is then not the whole truth
     */
    public synchronized Summary stop() {
        if (summary != null) {
            return summary;
        }
        stop.countDown();
        long end = now();
        try {
            for (Thread thread : threads) {
                if (!thread.join(settings.access().timeout().multipliedBy(4).plusSeconds(5))) {
                    throw new IllegalStateException(
                            thread.getName() + " doesn't end; its last operation isn't in the history");
                }
            }
            history.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the clients of run " + run + " were ending", e);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "history " + settings.history() + " could not be closed: " + e.getMessage(), e);
        }
        Throwable cause = broken.get();
        if (cause != null) {
            throw new IllegalStateException("a client of run " + run + " broke: " + cause, cause);
        }
        summary = tally.summary(end);
        return summary;
    }

    @Override
    public void close() {
        stop();
    }

    private void startClient(String name, Route route, Duration interval, Duration linkAge, Client.Work work) {
        Client client =
                new Client(run + "-" + name, route, settings.access(), interval, linkAge, work, this::now, stop);
        threads.add(Thread.ofPlatform()
                .daemon()
                .name("workload-" + name)
                .uncaughtExceptionHandler((thread, failure) -> broken.compareAndSet(null, failure))
                .start(client));
    }

    private long now() {
        return System.nanoTime() - zero;
    }

    private final class Appending implements Client.Work {
        private final int writer;

        Appending(int writer) {
            this.writer = writer;
        }

        @Override
        public Client.Intent intend(long number) {
            String id = run + "-w" + writer + "-" + number;
            return new Client.Intent(id, Operation.APPEND, lists.keyForAppend(writer % settings.lists()), id);
        }

        @Override
        public String perform(Link link, Client.Intent intent) {
            return Long.toString(link.append(intent.key(), intent.id()));
        }

        @Override
        public void ended(Operation operation, Identity by) {
            history.record(operation);
            tally.wrote(operation, by);
        }
    }

    private String register() {
        return "workload:" + run + ":register:" + ThreadLocalRandom.current().nextInt(settings.registers());
    }

    /** Sets and reads registers, by turns. */
    private final class Registering implements Client.Work {
        private final int client;
        private boolean byLeader; // the last GET that was answered; a client is one thread

        Registering(int client) {
            this.client = client;
        }

        @Override
        public Client.Intent intend(long number) {
            String id = run + "-g" + client + "-" + number;
            return number % 2 == 0
                    ? new Client.Intent(id, Operation.SET, register(), id)
                    : new Client.Intent(id, Operation.GET, register(), null);
        }

        @Override
        public @Nullable String perform(Link link, Client.Intent intent) {
            if (intent.op().equals(Operation.SET)) {
                link.set(intent.key(), intent.id());
                return "OK";
            }
            Link.Got got = link.get(intent.key());
            byLeader = got.byLeader();
            return got.value();
        }

        @Override
        public void ended(Operation operation, Identity by) {
            if (operation.sets()) {
                history.record(operation);
                tally.wrote(operation, by);
            } else {
                // A connection outlives its member's leadership, and a follower answers from what it has.
                history.record(operation.outcome() == Outcome.OK && !byLeader ? operation.byFollower() : operation);
                tally.read(operation, by);
            }
        }
    }

    private final class Reading implements Client.Work {
        private final int reader;

        Reading(int reader) {
            this.reader = reader;
        }

        @Override
        public Client.Intent intend(long number) {
            String id = run + "-r" + reader + "-" + number;
            return settings.registerClients() > 0 && number % 2 == 0
                    ? new Client.Intent(id, Operation.FOLLOWER_GET, register(), null)
                    : new Client.Intent(id, Operation.READ, lists.keyForRead(), null);
        }

        @Override
        public @Nullable String perform(Link link, Client.Intent intent) {
            if (intent.op().equals(Operation.FOLLOWER_GET)) {
                return link.get(intent.key()).value();
            }
            return String.join(" ", link.range(intent.key(), -ELEMENTS_READ, -1));
        }

        @Override
        public void ended(Operation operation, Identity by) {
            history.record(operation);
            tally.read(operation, by);
        }
    }
}

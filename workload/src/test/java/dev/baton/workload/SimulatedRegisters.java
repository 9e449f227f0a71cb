package dev.baton.workload;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Makes histories of registers that are linearizable by construction: each operation takes place at one instant that is drawn. */
final class SimulatedRegisters {
    private static final int LONGEST = 100;

    private record Instant(long at, int number, Runnable effect) {}

    private final Random random;
    private final Map<String, List<@Nullable String>> states = new HashMap<>();
    private final PriorityQueue<Instant> instants =
            new PriorityQueue<>(Comparator.comparingLong(Instant::at).thenComparing(Instant::number));
    private final List<Operation> history = new ArrayList<>();
    private int number;

    SimulatedRegisters(long seed) {
        random = new Random(seed);
    }

    /** {@code count} operations of {@code clients} clients, each with one under way at a time; one in twenty SETs is of unknown outcome. */
    List<Operation> run(int count, int clients, int registers) {
        for (int client = 0; client < clients; client++) {
            String name = "c" + client;
            at(random.nextInt(LONGEST), () -> begin(name, registers, count));
        }
        while (!instants.isEmpty()) {
            Instant next = instants.remove();
            now = next.at();
            next.effect().run();
        }
        return history;
    }

    private long now;
    private int begun;

    private void at(long time, Runnable effect) {
        instants.add(new Instant(time, number++, effect));
    }

    private long soon() {
        return now + 1 + random.nextInt(LONGEST);
    }

    private void begin(String client, int registers, int count) {
        if (begun == count) {
            return;
        }
        int id = begun++;
        String register = "r" + random.nextInt(registers);
        long call = now;
        int kind = random.nextInt(20);
        Runnable again = () -> at(soon(), () -> begin(client, registers, count));
        if (kind < 2) {
            ended(client, id, kind == 0, register, call, Outcome.REFUSED, null, again);
        } else if (kind < 11) {
            at(soon(), () -> {
                String value = state(register).getLast();
                at(soon(), () -> ended(client, id, false, register, call, Outcome.OK, value, again));
            });
        } else if (kind < 13) {
            at(soon(), () -> {
                List<@Nullable String> before = state(register);
                String value = before.get(random.nextInt(before.size()));
                at(soon(), () -> {
                    history.add(new Operation(
                            client, "o" + id, Operation.FOLLOWER_GET, register, null, call, now, Outcome.OK, value));
                    again.run();
                });
            });
        } else if (kind < 14) {
            // Never, in time, or when everybody has forgotten it.
            if (random.nextBoolean()) {
                at(soon() + random.nextInt(20 * LONGEST), () -> state(register).add("v" + id));
            }
            at(soon(), () -> ended(client, id, true, register, call, Outcome.UNKNOWN, "time-out", again));
        } else {
            at(soon(), () -> {
                state(register).add("v" + id);
                at(soon(), () -> ended(client, id, true, register, call, Outcome.OK, "OK", again));
            });
        }
    }

    private void ended(
            String client,
            int id,
            boolean sets,
            String register,
            long call,
            Outcome outcome,
            @Nullable String result,
            Runnable again) {
        history.add(new Operation(
                client,
                "o" + id,
                sets ? Operation.SET : Operation.GET,
                register,
                sets ? "v" + id : null,
                call,
                now,
                outcome,
                result));
        again.run();
    }

    private List<@Nullable String> state(String register) {
        return states.computeIfAbsent(register, unused -> {
            List<@Nullable String> fresh = new ArrayList<>();
            fresh.add(null);
            return fresh;
        });
    }
}

package dev.baton.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.workload.Violation.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The register checker against histories that are good or bad by construction, and against the plain search where that can follow. */
class RandomRegistersTest {
    @Test
    void aRegisterThatIsOneIsGoodHoweverManyUseIt() {
        for (int seed = 0; seed < 200; seed++) {
            List<Operation> history = new SimulatedRegisters(seed).run(500, 1 + seed % 30, 1 + seed % 3);
            assertThat(RegisterChecker.check(history).violations())
                    .as("seed " + seed)
                    .isEmpty();
        }
    }

    @Test
    void oneValueReadTooLateIsFoundAmongThousands() {
        int mutated = 0;
        for (int seed = 0; seed < 100; seed++) {
            List<Operation> history = new SimulatedRegisters(seed).run(1000, 1 + seed % 20, 1 + seed % 3);
            List<Operation> bad = withAStaleGet(history, new Random(seed));
            if (bad == null) {
                continue;
            }
            mutated++;
            assertThat(RegisterChecker.check(bad).violations())
                    .as("seed " + seed)
                    .singleElement()
                    .satisfies(violation -> {
                        assertThat(violation.rule()).isEqualTo(Rule.LINEARIZABLE);
                        assertThat(violation.operations()).as("the window").hasSizeBetween(2, 4);
                        assertThat(RegisterSearch.canBeOrdered(violation.operations()))
                                .isFalse();
                        for (Operation one : violation.operations()) {
                            if (!one.sets()) {
                                assertThat(RegisterSearch.canBeOrdered(without(violation.operations(), one)))
                                        .as("nothing in the window is needless")
                                        .isTrue();
                            }
                        }
                    });
        }
        assertThat(mutated).isGreaterThan(80);
    }

    @Test
    void judgesAsThePlainSearchDoes() {
        int good = 0;
        int bad = 0;
        for (int seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            List<Operation> history = new SimulatedRegisters(seed)
                    .run(4 + random.nextInt(9), 2 + random.nextInt(4), 1).stream()
                            .filter(operation -> operation.outcome() != Outcome.REFUSED)
                            .filter(operation -> !operation.op().equals(Operation.FOLLOWER_GET))
                            .toList();
            List<Operation> mutated = mutated(history, random);
            boolean expected = PlainSearch.canBeOrdered(mutated);
            assertThat(RegisterChecker.check(mutated).holds())
                    .as(() -> seedAnd(mutated))
                    .isEqualTo(expected);
            if (expected) {
                good++;
            } else {
                bad++;
            }
        }
        assertThat(good).isGreaterThan(3000);
        assertThat(bad).isGreaterThan(3000);
    }

    @Test
    void aHundredThousandOperationsTakeSeconds() {
        for (int registers : List.of(1, 10)) {
            List<Operation> history = new SimulatedRegisters(registers).run(100_000, 50, registers);
            long began = System.nanoTime();
            assertThat(RegisterChecker.check(history).violations()).isEmpty();
            long good = System.nanoTime();
            List<Operation> bad = Objects.requireNonNull(withAStaleGet(history, new Random(1)));
            long start = System.nanoTime();
            assertThat(RegisterChecker.check(bad).violations()).hasSize(1);
            long found = System.nanoTime() - start;
            System.out.printf(
                    "100000 operations of 50 clients on %d registers: good in %d ms, bad in %d ms%n",
                    registers, (good - began) / 1_000_000, found / 1_000_000);
            assertThat(Duration.ofNanos(good - began)).isLessThan(Duration.ofSeconds(10));
            assertThat(Duration.ofNanos(found)).isLessThan(Duration.ofSeconds(10));
        }
    }

    private static String seedAnd(List<Operation> history) {
        return history.stream().map(History::line).reduce("", (all, line) -> all + "\n" + line);
    }

    /** Some GET returns another value that was written at some time, or nothing. */
    private static List<Operation> mutated(List<Operation> history, Random random) {
        List<Operation> gets = history.stream().filter(Operation::gets).toList();
        List<Operation> sets = history.stream().filter(Operation::sets).toList();
        if (gets.isEmpty() || sets.isEmpty()) {
            return history;
        }
        Operation get = gets.get(random.nextInt(gets.size()));
        return replaced(
                history,
                get,
                random.nextInt(8) == 0
                        ? null
                        : sets.get(random.nextInt(sets.size())).value());
    }

    /** A GET returns what an acknowledged SET had overwritten before the GET was called: no order allows that. */
    private static @Nullable List<Operation> withAStaleGet(List<Operation> history, Random random) {
        List<Operation> gets = new ArrayList<>(history.stream()
                .filter(operation -> operation.gets() && operation.outcome() == Outcome.OK)
                .toList());
        while (!gets.isEmpty()) {
            Operation get = gets.remove(random.nextInt(gets.size()));
            Operation overwriting = acknowledged(history, get.key(), get.callNanos())
                    .max(Comparator.comparingLong(Operation::callNanos))
                    .orElse(null);
            if (overwriting != null) {
                Operation old = acknowledged(history, get.key(), overwriting.callNanos())
                        .max(Comparator.comparingLong(Operation::callNanos))
                        .orElse(null);
                if (old != null) {
                    return replaced(history, get, old.value());
                }
            }
        }
        return null;
    }

    private static Stream<Operation> acknowledged(List<Operation> history, String key, long before) {
        return history.stream()
                .filter(set ->
                        set.sets() && set.outcome() == Outcome.OK && set.key().equals(key))
                .filter(set -> set.returnNanos() < before);
    }

    private static List<Operation> replaced(List<Operation> history, Operation get, @Nullable String result) {
        return history.stream()
                .map(operation -> operation != get
                        ? operation
                        : new Operation(
                                get.client(),
                                get.id(),
                                get.op(),
                                get.key(),
                                null,
                                get.callNanos(),
                                get.returnNanos(),
                                get.outcome(),
                                result))
                .toList();
    }

    private static List<Operation> without(List<Operation> operations, Operation one) {
        return operations.stream().filter(operation -> operation != one).toList();
    }
}

package dev.baton.workload;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What both checkers say of one history.
 *
 * @param holds whether no promise was broken
 * @param checkers which ran, and over how many operations; and which didn't, and why
 * @param verdict the append-set checker's, over the lists
 * @param registers the register checker's; null: it didn't run
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Judgement(
        boolean holds,
        List<String> checkers,
        Verdict verdict,
        @Nullable RegisterVerdict registers) {

    /** Reads the lists back from the leader; as {@link Check#check}. */
    static Judgement of(Path history, Route leader, Access access, Verdict.Promise promise, Duration patience)
            throws IOException {
        List<Operation> operations = History.read(history);
        List<String> checkers = new ArrayList<>();
        Verdict verdict =
                AppendSetChecker.check(operations, ReadBack.fromLeader(operations, leader, access, patience), promise);
        checkers.add(
                "append-set: " + operations.stream().filter(Operation::ofList).count() + " operations");
        long onRegisters = operations.stream().filter(Operation::ofRegister).count();
        RegisterVerdict registers = null;
        if (promise == Verdict.Promise.LOSS_ALLOWED) {
            checkers.add("linearizability: not run, as the asynchronous mode doesn't promise it");
        } else {
            registers = RegisterChecker.check(operations);
            checkers.add("linearizability: " + onRegisters + " operations");
        }
        return new Judgement(verdict.holds() && (registers == null || registers.holds()), checkers, verdict, registers);
    }

    /** For people: {@code stdout} has them as JSON. */
    List<Violation> violationsOfRegisters() {
        return registers == null ? List.of() : registers.violations();
    }
}

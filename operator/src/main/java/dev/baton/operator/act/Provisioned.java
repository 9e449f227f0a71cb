package dev.baton.operator.act;

import dev.baton.operator.status.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a database's objects stand.
 *
 * @param controlPasswords of the members' control ports, the newest first; empty while there is none
 * @param image what the members run or are being moved to; null while unknown
 * @param problems what could not be made, and why; the gravest first
 */
public record Provisioned(
        List<String> controlPasswords, @Nullable String image, List<Problem> problems) {
    public Provisioned {
        controlPasswords = List.copyOf(controlPasswords);
        problems = List.copyOf(problems);
    }

    @Override
    public String toString() {
        return "Provisioned[image=" + image + ", problems=" + problems + "]";
    }
}

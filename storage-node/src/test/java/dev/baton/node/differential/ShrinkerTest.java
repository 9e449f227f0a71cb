package dev.baton.node.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShrinkerTest {
    @Test
    void leavesWhatTheFailureNeedsAndNothingElse() throws Exception {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            steps.add(new Step(0, List.of(Request.of("SET", "k", Integer.toString(i)))));
        }
        List<Step> needed = List.of(steps.get(3), steps.get(50), steps.get(99));
        List<Step> shortest =
                new Shrinker(candidate -> candidate.containsAll(needed), 1_000, Duration.ofSeconds(10)).shrink(steps);
        assertThat(shortest).isEqualTo(needed);
    }
}

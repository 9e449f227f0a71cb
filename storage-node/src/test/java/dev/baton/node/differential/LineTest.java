package dev.baton.node.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LineTest {
    @Test
    void quotesWhatCanNotBeTyped() {
        assertThat(Line.of(Request.of("SET", "k", "a b", "", "\"\\\0é")))
                .isEqualTo("SET k \"a b\" \"\" \"\\\"\\\\\\x00\\xe9\"");
        assertThat(Step.parse("2: GET k").lines()).containsExactly("2: GET k");
    }

    @Property(tries = 200)
    void readsWhatItWrote(@ForAll @Size(min = 1, max = 5) List<byte[]> words) {
        Request read = Line.parse(Line.of(new Request(words)));
        assertThat(read.words().toArray(new byte[0][])).isDeepEqualTo(words.toArray(new byte[0][]));
    }
}

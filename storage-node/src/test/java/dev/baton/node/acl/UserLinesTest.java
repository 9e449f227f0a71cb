package dev.baton.node.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserLinesTest {
    private static final Catalog FEW = new Catalog() {
        @Override
        public Set<String> commands() {
            return Set.of("get", "set", "config", "config|get", "config|set");
        }

        @Override
        public @Nullable Set<String> category(String name) {
            return Map.of("read", Set.of("get"), "admin", Set.of("config|get", "config|set"))
                    .get(name);
        }
    };

    private final UserLines lines = new UserLines(FEW);

    @Test
    void rulesApplyInTheirOrder() throws AclException {
        Map<String, User> users = lines.read("""

                # a comment
                user a on nopass ~* +@all -@admin +config|get
                user b on >secret ~x* ~y* +get
                  user c on nopass allkeys -@all +@all
                user d""");
        assertThat(users.keySet()).containsExactly("a", "b", "c", "d");
        User a = Objects.requireNonNull(users.get("a"));
        assertThat(a.commands()).containsExactlyInAnyOrder("get", "set", "config", "config|get");
        assertThat(a.unrestricted()).isFalse();
        User b = Objects.requireNonNull(users.get("b"));
        assertThat(b.keyPatterns()).containsExactly("x*", "y*");
        assertThat(b.accepts("secret".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(b.accepts(new byte[0])).isFalse();
        assertThat(b).hasToString("user b ~x* ~y* -@all +get");
        assertThat(Objects.requireNonNull(users.get("c")).unrestricted()).isTrue();
        User d = Objects.requireNonNull(users.get("d"));
        assertThat(d.enabled()).isFalse();
        assertThat(d.mayRun("get")).isFalse();
        assertThat(d.mayUseAllKeys()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            usr a on | must begin with user
            user | must begin with user
            user a on +nosuch | '+nosuch' names no command
            user a on +@nosuch | '+@nosuch' names no command and no category
            user a on #12 | SHA-256
            user a on (~x +get) | is none of on, off
            user a on %R~x | is none of on, off
            user a resetpass | is none of on, off
            user default on >x | Secret's key password
            user default nopass | Secret's key password
            """)
    void aBadLineIsRefusedAndNamed(String line, String why) {
        assertThatThrownBy(() -> lines.read("user good on nopass\n" + line))
                .isInstanceOf(AclException.class)
                .hasMessageStartingWith("line 2: ")
                .hasMessageContaining(why);
    }

    @Test
    void aPasswordIsNotRepeatedInWhatIsSaid() {
        assertThatThrownBy(() -> lines.read("user default on >hunter2"))
                .message()
                .doesNotContain("hunter2");
    }

    @Test
    void aUserHasOneLine() {
        assertThatThrownBy(() -> lines.read("user a on\nuser a off"))
                .hasMessage("line 2: the user a has a line already");
    }
}

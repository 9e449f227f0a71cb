package dev.baton.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordsTest {
    @TempDir
    private Path secret;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Journal journal = new Journal(new PrintStream(said, true, StandardCharsets.UTF_8), "orders-0");
    private Passwords passwords;

    @BeforeEach
    void begin() throws IOException {
        write("password", "old\n");
        passwords = Passwords.in(secret.resolve("password"), "clients", journal);
    }

    @Test
    void whileItIsChangedBothAreLetInAndThenTheNewOneOnly() throws IOException {
        assertThat(accepts("old")).isTrue();
        assertThat(accepts("new")).isFalse();
        write("previousPassword", "old");
        write("password", "new");
        passwords.readAgain();
        assertThat(accepts("old")).isTrue();
        assertThat(accepts("new")).isTrue();
        assertThat(passwords.toSay()).asString(StandardCharsets.UTF_8).isEqualTo("new");
        Files.delete(secret.resolve("previousPassword"));
        passwords.readAgain();
        assertThat(accepts("old")).isFalse();
        assertThat(accepts("new")).isTrue();
    }

    @Test
    void toAMemberThatHangsUpOnTheNewOneTheOldOneIsSaid() throws IOException {
        write("previousPassword", "old");
        write("password", "new");
        passwords.readAgain();
        passwords.sayTheOther();
        assertThat(passwords.toSay()).asString(StandardCharsets.UTF_8).isEqualTo("old");
        passwords.sayTheOther();
        assertThat(passwords.toSay()).asString(StandardCharsets.UTF_8).isEqualTo("new");
    }

    @Test
    void whatIsGoneOrEmptyForAMomentChangesNothing() throws IOException {
        write("password", "");
        passwords.readAgain();
        assertThat(accepts("old")).isTrue();
        assertThat(accepts("")).isFalse();
        Files.delete(secret.resolve("password"));
        passwords.readAgain();
        assertThat(accepts("old")).isTrue();
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("can't be read again")
                .doesNotContain("old\n");
    }

    @Test
    void noFileLetsEverybodyInAndAnEmptyOneNobody() throws IOException {
        assertThat(Passwords.in(null, "clients", journal).accepts(bytes("anything")))
                .isTrue();
        write("password", "\n");
        assertThatThrownBy(() -> Passwords.in(secret.resolve("password"), "clients", journal))
                .hasMessageContaining("must hold a password");
    }

    private boolean accepts(String password) {
        return passwords.accepts(bytes(password));
    }

    private void write(String file, String content) throws IOException {
        Files.writeString(secret.resolve(file), content);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

package dev.baton.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.node.acl.Users;
import dev.baton.node.command.CommandCatalog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsersFileTest {
    @TempDir
    private Path secret;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Journal journal = new Journal(new PrintStream(said, true, StandardCharsets.UTF_8), "orders-0");
    private final Users users = new Users();

    @Test
    void usersComeAndGoWithTheFile() throws IOException {
        UsersFile file = file(secret.resolve("password"));
        assertThat(file.readAgain()).isFalse();
        write("user bob on >x allkeys +@read\n");
        assertThat(file.readAgain()).isTrue();
        assertThat(file.readAgain()).isFalse();
        assertThat(users.all()).containsOnlyKeys("default", "bob");
        Files.delete(secret.resolve("users.acl"));
        assertThat(file.readAgain()).isTrue();
        assertThat(users.all()).containsOnlyKeys("default");
        assertThat(users.defaultUser().unrestricted()).isTrue();
    }

    @Test
    void aFileWithABadLineIsRefusedAsAWholeAndSaidOnce() throws IOException {
        UsersFile file = file(secret.resolve("password"));
        write("user bob on >x allkeys +@read\n");
        file.readAgain();
        write("user eve on >hunter2 allkeys +@all\nuser bob on >x allkeys +@nosuch\n");
        assertThat(file.readAgain()).isFalse();
        assertThat(file.readAgain()).isFalse();
        assertThat(users.all()).containsOnlyKeys("default", "bob");
        assertThat(said.toString(StandardCharsets.UTF_8))
                .containsOnlyOnce("users.acl is refused, the users known stay: line 2: the rule '+@nosuch'")
                .doesNotContain("hunter2");
        write("user eve on >hunter2 allkeys +@all\n");
        assertThat(file.readAgain()).isTrue();
        assertThat(users.all()).containsOnlyKeys("default", "eve");
    }

    @Test
    void withoutAPasswordFileThereIsTheDefaultUserAlone() {
        assertThat(file(null).readAgain()).isFalse();
    }

    private UsersFile file(@org.jspecify.annotations.Nullable Path passwordFile) {
        return new UsersFile(passwordFile, CommandCatalog::new, users, journal);
    }

    private void write(String lines) throws IOException {
        Files.writeString(secret.resolve("users.acl"), lines);
    }
}

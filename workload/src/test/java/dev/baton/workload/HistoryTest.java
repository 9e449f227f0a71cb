package dev.baton.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
    private static final Operation APPENDED =
            new Operation("w0", "w0-0", Operation.APPEND, "list", "w0-0", 5, 9, Outcome.OK, "1");
    private static final Operation FAILED =
            new Operation("r0", "r0-0", Operation.READ, "list", null, 6, 7, Outcome.UNKNOWN, "Read timed out \"x\"");

    @TempDir
    Path directory = Path.of("");

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Path file = write(APPENDED, FAILED);

        assertThat(History.read(file)).containsExactly(APPENDED, FAILED);
    }

    @Test
    void aLineHasTheFieldsOfTheFormat() {
        assertThat(History.line(APPENDED))
                .isEqualTo("{\"client\":\"w0\",\"id\":\"w0-0\",\"op\":\"append\",\"key\":\"list\",\"value\":\"w0-0\","
                        + "\"call_ns\":5,\"return_ns\":9,\"outcome\":\"ok\",\"result\":\"1\"}");
        assertThat(History.line(FAILED)).contains("\"value\":null").contains("\"outcome\":\"unknown\"");
    }

    @Test
    void aTornLastLineIsAnOperationNeverRecorded() throws IOException {
        Path file = write(APPENDED);
        Files.writeString(file, "{\"client\":\"w0\",\"id\"", StandardOpenOption.APPEND);

        assertThat(History.read(file)).containsExactly(APPENDED);
    }

    @Test
    void aDamagedLineBeforeTheLastIsAnErrorThatNamesIt() throws IOException {
        Path file = directory.resolve("damaged");
        Files.write(file, List.of(History.line(APPENDED), "{", History.line(FAILED)));

        assertThatThrownBy(() -> History.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 2");
    }

    private Path write(Operation... operations) throws IOException {
        Path file = directory.resolve("history");
        try (HistoryWriter writer = new HistoryWriter(file)) {
            for (Operation operation : operations) {
                writer.record(operation);
            }
        }
        return file;
    }
}

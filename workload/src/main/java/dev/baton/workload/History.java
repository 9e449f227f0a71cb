package dev.baton.workload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a history: JSON lines, one {@link Operation} each, in the order in which they ended. */
public final class History {
    private static final ObjectMapper JSON = new ObjectMapper();

    private History() {}

    /**
     * Reads a whole history into memory.
     *
     * @throws IOException when the file can't be read, or a line other than the last isn't an operation. The last line may be torn:
     *     its writer was killed, or is still writing. A torn line counts as an operation never recorded
     */
    public static List<Operation> read(Path file) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            return read(lines, file.toString());
        }
    }

    /** As {@link #read(Path)}; {@code name} is what errors call the source. */
    public static List<Operation> read(BufferedReader lines, String name) throws IOException {
        List<Operation> operations = new ArrayList<>();
        String line = lines.readLine();
        for (int number = 1; line != null; number++) {
            String next = lines.readLine();
            try {
                operations.add(JSON.readValue(line, Operation.class));
            } catch (JsonProcessingException e) {
                if (next != null) {
                    throw new IOException(
                            name + " line " + number + " is not an operation: " + e.getOriginalMessage()
                                    + ". The history is damaged; what it says can't be judged",
                            e);
                }
            }
            line = next;
        }
        return operations;
    }

    static String line(Operation operation) {
        try {
            return JSON.writeValueAsString(operation);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an operation always has a JSON form: " + operation, e);
        }
    }
}

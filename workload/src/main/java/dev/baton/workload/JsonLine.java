package dev.baton.workload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** What the program says on stdout: one JSON object a line, for people and programs. */
final class JsonLine {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonLine() {}

    static synchronized void print(Object value) {
        try {
            System.out.println(JSON.writeValueAsString(value));
            System.out.flush();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("always has a JSON form: " + value, e);
        }
    }
}

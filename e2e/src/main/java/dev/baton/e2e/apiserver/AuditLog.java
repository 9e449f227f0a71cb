package dev.baton.e2e.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What service accounts asked of the API server, as its audit log has it, at the level of metadata: who, which verb, which object. */
public final class AuditLog {
    static final String POLICY = """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitStages: [RequestReceived]
            rules:
              - level: Metadata
                userGroups: ["system:serviceaccounts"]
              - level: None
            """;

    private final Path file;

    AuditLog(Path file) {
        this.file = file;
    }

    /**
     * One request.
     *
     * @param resource with its subresource, as a role names it: {@code replicateddatabases/status}
     * @param namespace empty for none
     * @param name of the object; empty for none
     * @param allowed whether the account has the right
     * @param created whether this made the object
     */
    public record Asked(
            String verb,
            String group,
            String resource,
            String namespace,
            String name,
            boolean allowed,
            boolean created) {
        /** As it would stand in a role. */
        public String right() {
            return AuditLog.right(verb, group, resource);
        }
    }

    /** A verb and a resource, in words. */
    public static String right(String verb, String group, String resource) {
        return verb + " " + (group.isEmpty() ? "" : group + "/") + resource;
    }

    /** All that this account asked so far, oldest first. */
    public List<Asked> of(String namespace, String serviceAccount) {
        String user = "system:serviceaccount:" + namespace + ":" + serviceAccount;
        List<Asked> asked = new ArrayList<>();
        ObjectMapper json = new ObjectMapper();
        try {
            for (String line : Files.readAllLines(file)) {
                // The server may be writing the last one.
                if (line.contains(user) && line.endsWith("}")) {
                    JsonNode event = json.readTree(line);
                    JsonNode object = event.path("objectRef");
                    if (event.path("user").path("username").asText().equals(user) && !object.isMissingNode()) {
                        String subresource = object.path("subresource").asText("");
                        asked.add(new Asked(
                                event.path("verb").asText(),
                                object.path("apiGroup").asText(""),
                                object.path("resource").asText() + (subresource.isEmpty() ? "" : "/" + subresource),
                                object.path("namespace").asText(""),
                                object.path("name").asText(""),
                                !event.path("annotations")
                                        .path("authorization.k8s.io/decision")
                                        .asText("")
                                        .equals("forbid"),
                                event.path("responseStatus").path("code").asInt() == 201));
                    }
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return asked;
    }
}

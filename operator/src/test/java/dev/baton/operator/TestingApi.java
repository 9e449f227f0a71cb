package dev.baton.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * As much of an API server as a test of what it refuses needs: it keeps objects by their path, takes any patch but a merge for the whole
 * object, and refuses what the test names. It knows neither versions nor fields nor owners.
 */
public final class TestingApi implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A write that reaches it. */
    public record Write(String path, JsonNode body) {}

    private record Refusal(int code, String message, Predicate<Write> which) {}

    private final Map<String, JsonNode> objects = new ConcurrentHashMap<>();
    private final HttpServer server;
    public final KubernetesClient client;
    private volatile @Nullable Refusal refusal;
    private int versions;

    public TestingApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
    }

    /** From now on it refuses the writes that are named; those of before no more. */
    public void refuse(int code, String message, Predicate<Write> which) {
        refusal = new Refusal(code, message, which);
    }

    /** @param path as in a URL, from the root */
    public void put(String path, String json) {
        try {
            objects.put(path, stored(JSON.readTree(json)));
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }

    /** What is kept there; a missing node for nothing. */
    public JsonNode object(String path) {
        return objects.getOrDefault(path, MissingNode.getInstance());
    }

    private synchronized JsonNode stored(JsonNode object) {
        ObjectNode metadata = (ObjectNode) object.get("metadata");
        metadata.put("resourceVersion", String.valueOf(++versions));
        if (!metadata.has("uid")) {
            metadata.put("uid", "uid-of-" + metadata.get("name").asText());
        }
        return object;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            JsonNode body = JSON.readTree(exchange.getRequestBody());
            switch (exchange.getRequestMethod()) {
                case "GET" -> {
                    JsonNode found = objects.get(path);
                    send(exchange, found == null ? 404 : 200, found == null ? status(404, "not found") : found);
                }
                case "POST" ->
                    write(exchange, path + "/" + body.at("/metadata/name").asText(), body);
                default -> write(exchange, path, body);
            }
        }
    }

    private void write(HttpExchange exchange, String path, JsonNode body) throws IOException {
        Refusal now = refusal;
        if (now != null && now.which().test(new Write(path, body))) {
            send(exchange, now.code(), status(now.code(), now.message()));
        } else if (exchange.getRequestMethod().equals("POST") && objects.containsKey(path)) {
            send(exchange, 409, status(409, "already exists"));
        } else if (exchange.getRequestMethod().equals("DELETE")) {
            objects.remove(path);
            send(exchange, 200, status(200, "deleted"));
        } else {
            boolean merge = "application/merge-patch+json"
                    .equals(exchange.getRequestHeaders().getFirst("Content-Type"));
            JsonNode stored = stored(merge ? merged(object(path).deepCopy(), body) : body);
            objects.put(path, stored);
            send(exchange, 200, stored);
        }
    }

    private static JsonNode merged(JsonNode into, JsonNode patch) {
        if (!into.isObject() || !patch.isObject()) {
            return patch;
        }
        ObjectNode object = (ObjectNode) into;
        patch.properties().forEach(field -> {
            if (field.getValue().isNull()) {
                object.remove(field.getKey());
            } else {
                object.set(field.getKey(), merged(object.path(field.getKey()), field.getValue()));
            }
        });
        return object;
    }

    private static JsonNode status(int code, String message) {
        return JSON.createObjectNode()
                .put("apiVersion", "v1")
                .put("kind", "Status")
                .put("code", code)
                .put("message", message);
    }

    private static void send(HttpExchange exchange, int code, JsonNode answer) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(answer);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** From now on nobody answers. */
    public void vanish() {
        server.stop(0);
    }

    @Override
    public void close() {
        client.close();
        vanish();
    }
}

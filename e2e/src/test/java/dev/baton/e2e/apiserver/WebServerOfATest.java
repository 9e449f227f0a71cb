package dev.baton.e2e.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/** What a pod of a test runs: answers with its secret while ready, and keeps a text on its volume. */
final class WebServerOfATest {
    private WebServerOfATest() {}

    public static void main(String[] arguments) throws IOException {
        Map<String, String> environment = System.getenv();
        Path kept = Path.of(Objects.requireNonNull(environment.get("DATA")), "kept");
        String password = Files.readString(Path.of(Objects.requireNonNull(environment.get("PASSWORD_FILE"))));
        AtomicBoolean ready = new AtomicBoolean(true);
        HttpServer server = HttpServer.create(new InetSocketAddress(environment.get("ADDRESS"), 8099), 0);
        server.createContext("/ready", exchange -> answer(exchange, ready.get() ? 200 : 503, password));
        server.createContext("/unready", exchange -> {
            ready.set(false);
            answer(exchange, 200, "");
        });
        server.createContext("/write", exchange -> {
            Files.writeString(kept, exchange.getRequestURI().getQuery());
            answer(exchange, 200, "");
        });
        server.createContext("/read", exchange -> answer(exchange, 200, Files.readString(kept)));
        server.start();
    }

    private static void answer(HttpExchange exchange, int code, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}

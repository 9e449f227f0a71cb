package dev.baton.node.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/** {@code /metrics}, {@code /readyz} and {@code /livez} over HTTP, on threads of their own: they answer while the loop is busy. */
final class HttpPort implements AutoCloseable {
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService threads;

    /**
     * @param ready whether clients may be sent here
     * @param alive whether the loop still turns; never depends on role or quorum
     */
    HttpPort(InetSocketAddress address, PrometheusRegistry registry, BooleanSupplier ready, BooleanSupplier alive)
            throws IOException {
        server = HttpServer.create(address, 16);
        // A thread for each request: one who sends half a request and no more must not hold up the probes.
        threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("http-", 0).factory());
        server.setExecutor(threads);
        server.createContext("/readyz", exchange -> answer(exchange, ready.getAsBoolean(), "not ready\n"));
        server.createContext(
                "/livez", exchange -> answer(exchange, alive.getAsBoolean(), "the event loop stands still\n"));
        PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
        server.createContext("/metrics", exchange -> {
            ByteArrayOutputStream text = new ByteArrayOutputStream(8192);
            writer.write(text, registry.scrape());
            send(exchange, 200, text.toByteArray());
        });
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, boolean yes, String no) throws IOException {
        send(exchange, yes ? 200 : 503, (yes ? "ok\n" : no).getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", TEXT);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

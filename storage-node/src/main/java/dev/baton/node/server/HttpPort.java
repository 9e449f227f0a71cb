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

/** {@code /metrics}, {@code /readyz} and {@code /livez} over HTTP, on a thread of their own: they answer while the loop is busy. */
final class HttpPort implements AutoCloseable {
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService thread;

    /**
     * @param ready whether clients may be sent here
     * @param alive whether the loop still turns; never depends on role or quorum
     */
    HttpPort(InetSocketAddress address, PrometheusRegistry registry, BooleanSupplier ready, BooleanSupplier alive)
            throws IOException {
        server = HttpServer.create(address, 16);
        thread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("http").factory());
        server.setExecutor(thread);
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
        thread.shutdown();
    }
}

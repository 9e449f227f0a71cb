package dev.baton.e2e.apiserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The operator as a process of this machine, with the flags of its image, looking after the databases of one namespace. Needs
 * {@code operator} built ({@code mvn package}); {@code BATON_OPERATOR_JAR} names another build.
 */
public final class OperatorProcess implements RunningOperator {
    private final Process process;
    private final Path log;
    private final URI url;

    private OperatorProcess(Process process, Path log, URI url) {
        this.process = process;
        this.log = log;
        this.url = url;
    }

    /** As an administrator, with the usual image. */
    public static OperatorProcess start(TestNamespace namespace) {
        return start(namespace, NODE_IMAGE);
    }

    /**
     * As an administrator.
     *
     * @param nodeImage of members whose spec names none
     */
    public static OperatorProcess start(TestNamespace namespace, String nodeImage) {
        return start(namespace, namespace.server().kubeconfig(), Map.of("BATON_NODE_IMAGE", nodeImage));
    }

    /**
     * With the rights and the settings the chart gives it.
     *
     * @param namespace of the databases it looks after
     * @param environment more settings, as variables
     */
    public static OperatorProcess start(TestNamespace namespace, Path kubeconfig, Map<String, String> environment) {
        ApiServer server = namespace.server();
        Path folder = server.newFolder("operator-" + namespace.name());
        Path log = folder.resolve("operator-" + System.nanoTime() + ".log");
        int port = Ports.free(1).getFirst();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx96m",
                "-XX:+UseCompactObjectHeaders",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-jar", jar().toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("BATON_") || name.startsWith("QUARKUS_"));
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        builder.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
        builder.environment().put("QUARKUS_OPERATOR_SDK_NAMESPACES", namespace.name());
        builder.environment().putAll(environment);
        try {
            return new OperatorProcess(server.watch(builder.start()), log, URI.create("http://127.0.0.1:" + port));
        } catch (IOException cannot) {
            throw new UncheckedIOException("the operator does not start", cannot);
        }
    }

    /**
     * What it answers on its HTTP port.
     *
     * @throws IOException when it doesn't listen
     */
    public HttpResponse<String> ask(String path) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(url.resolve(path))
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    /** All it said. */
    public String output() {
        return lastLines(Integer.MAX_VALUE);
    }

    public Process process() {
        return process;
    }

    @Override
    public Path log() {
        return log;
    }

    /** Asks it to end, as a kubelet does; kills it when it takes longer than it may. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    private static Path jar() {
        String named = System.getenv("BATON_OPERATOR_JAR");
        if (named != null) {
            return Path.of(named);
        }
        Path jar = module().resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException("no " + jar + ": run mvn -pl operator -am package -DskipTests first");
        }
        return jar;
    }

    /** The folder of the operator's module. */
    static Path module() {
        Path here = Path.of("").toAbsolutePath();
        return here.endsWith("e2e") ? here.resolveSibling("operator") : here.resolve("operator");
    }
}

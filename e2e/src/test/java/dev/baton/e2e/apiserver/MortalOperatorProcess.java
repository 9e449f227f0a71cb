package dev.baton.e2e.apiserver;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The operator in a process that can end it between any two of its deeds, and starts another at once: {@code MortalOperators} among the tests
 * of {@code operator}, which must be packaged. A deed is a write to the API server, events aside, or a word to a member.
 */
final class MortalOperatorProcess implements RunningOperator {
    private final Process process;
    private final Path log;
    private final BufferedReader answers;
    private final PrintStream commands;

    /**
     * What was done since {@link #endAfter}.
     *
     * @param endedBefore the deed instead of which the operator ended; null when there were not as many
     */
    record Told(int deeds, @Nullable String endedBefore) {}

    private MortalOperatorProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        hear();
    }

    static MortalOperatorProcess start(TestNamespace namespace) {
        return start(namespace, 1);
    }

    /** @param atOnce how many operators act, none of which knows of the others */
    static MortalOperatorProcess start(TestNamespace namespace, int atOnce) {
        ApiServer server = namespace.server();
        Path folder = server.newFolder("operator-" + namespace.name());
        Path log = folder.resolve("operator-" + System.nanoTime() + ".log");
        Path module = OperatorProcess.module();
        String separator = java.io.File.pathSeparator;
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx160m",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "-cp",
                        module.resolve("target/test-classes") + separator + module.resolve("target/classes") + separator
                                + module.resolve("target/quarkus-app/lib/main") + "/*" + separator
                                + module.resolve("target/quarkus-app/lib/boot") + "/*",
                        "dev.baton.operator.reconcile.MortalOperators",
                        server.kubeconfig().toString(),
                        namespace.name(),
                        NODE_IMAGE,
                        Integer.toString(atOnce))
                .directory(folder.toFile())
                .redirectError(log.toFile());
        try {
            return new MortalOperatorProcess(server.watch(builder.start()), log);
        } catch (IOException cannot) {
            throw new UncheckedIOException("the operators do not start", cannot);
        }
    }

    /** From now on so many deeds are done, then the operator ends, and its successor lives. */
    void endAfter(int deeds) {
        ask("left " + deeds);
    }

    Told told() {
        String[] words = ask("told").split(" ", 2);
        return new Told(Integer.parseInt(words[0]), words[1].isEmpty() ? null : words[1]);
    }

    private String ask(String command) {
        commands.println(command);
        return hear();
    }

    private String hear() {
        try {
            String line = answers.readLine();
            if (line == null) {
                throw new IllegalStateException("the operators' process is over; it said\n" + lastLines(40));
            }
            return line;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public Path log() {
        return log;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.baton.e2e.apiserver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs pods as real storage nodes: {@code java dev.baton.node.StorageNode} on the pod's own loopback address, with the environment of its
 * container. Needs {@code storage-node} built ({@code mvn package}); {@code BATON_NODE_CLASSPATH} names another build.
 *
 * @param image the one image that "can be pulled"; any other one is ErrImagePull
 */
public record NodeProcesses(String image) implements PodRunner {
    @Override
    public Process start(ContainerStart start) throws IOException, CannotStart {
        String asked = start.container().getImage();
        if (!asked.equals(image)) {
            throw new CannotStart("ErrImagePull", "failed to pull image \"" + asked + "\": not found");
        }
        return start(start, classpath(), "dev.baton.node.StorageNode");
    }

    /** Another program in the place of the storage node. */
    static Process start(ContainerStart start, String classpath, String program) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+IgnoreUnrecognizedVMOptions",
                "-cp",
                classpath,
                program));
        if (start.container().getArgs() != null) {
            command.addAll(start.command());
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(start.log().toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("BATON_"));
        builder.environment().putAll(start.environment());
        // The container has an address of its own, where 0.0.0.0 is right; here all pods share the machine.
        builder.environment().put("BATON_BIND", start.podIp());
        return builder.start();
    }

    static String classpath() throws IOException {
        String named = System.getenv("BATON_NODE_CLASSPATH");
        if (named != null) {
            return named;
        }
        Path here = Path.of("").toAbsolutePath();
        Path target = (here.endsWith("e2e") ? here.resolveSibling("storage-node") : here.resolve("storage-node"))
                .resolve("target");
        Path libraries = target.resolve("lib");
        if (!Files.isDirectory(libraries)) {
            throw new IOException("no " + libraries + ": run mvn -pl storage-node -am package -DskipTests first");
        }
        try (Stream<Path> jars = Files.list(target)) {
            Path jar = jars.filter(it -> it.getFileName().toString().matches("baton-storage-node-.*\\.jar")
                            && !it.toString().contains("-tests"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no baton-storage-node jar in " + target));
            return jar + java.io.File.pathSeparator + libraries + "/*";
        }
    }
}

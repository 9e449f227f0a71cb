package dev.baton.e2e.apiserver;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The chart, rendered by Helm as at an installation. {@code BATON_HELM} names another Helm than the one {@code bin/test} built. */
public final class HelmChart {
    /** The release, and so the name of the operator's service account. */
    public static final String RELEASE = "baton";

    private HelmChart() {}

    /**
     * What {@code helm install --set …} would create.
     *
     * @throws RefusedByHelm when Helm refuses the values or the templates
     */
    public static List<HasMetadata> render(KubernetesClient client, String namespace, String... values) {
        List<String> command = new ArrayList<>(List.of(
                helm().toString(),
                "template",
                RELEASE,
                chart().toString(),
                "--namespace",
                namespace,
                "--kube-version",
                "1.34.0"));
        for (String value : values) {
            command.addAll(List.of("--set", value));
        }
        String yaml = run(command);
        return client.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                .items();
    }

    /** Creates what the chart holds. The Deployment stays without pods: no controller here makes any. */
    public static void install(TestNamespace namespace, String... values) {
        KubernetesClient client = namespace.client();
        for (HasMetadata object : render(client, namespace.name(), values)) {
            client.resource(object).forceConflicts().serverSideApply();
        }
    }

    private static String run(List<String> command) {
        try {
            Process helm = new ProcessBuilder(command).start();
            String output = new String(helm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String errors = new String(helm.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            if (helm.waitFor() != 0) {
                throw new RefusedByHelm(errors);
            }
            return output;
        } catch (IOException cannot) {
            throw new UncheckedIOException("helm does not run", cannot);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while helm ran", interrupted);
        }
    }

    private static Path helm() {
        String named = System.getenv("BATON_HELM");
        Path helm =
                named != null ? Path.of(named) : ControlPlaneBinaries.cache().resolve("bin/helm");
        if (!Files.isExecutable(helm)) {
            throw new IllegalStateException(
                    "no helm at " + helm + ": run bin/test api, which builds it, or name one in BATON_HELM");
        }
        return helm;
    }

    private static Path chart() {
        Path here = Path.of("").toAbsolutePath();
        return here.endsWith("e2e") ? here.resolveSibling("charts/baton") : here.resolve("charts/baton");
    }

    /** Helm's own words. */
    public static final class RefusedByHelm extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RefusedByHelm(String words) {
            super(words);
        }
    }
}

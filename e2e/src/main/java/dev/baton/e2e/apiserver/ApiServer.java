package dev.baton.e2e.apiserver;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A real API server: etcd, kube-apiserver and the controllers a database needs, as processes of this machine, started once per JVM in about
 * five seconds and gone with it. There is no node, no scheduler and no provisioner: {@link Kubelet} plays them.
 *
 * <p>Thread-safe.
 */
public final class ApiServer {
    private static final Duration START_BOUND = Duration.ofSeconds(90);

    /** Of kube-controller-manager. Not the volume binder: it would call a claim lost that is bound to a volume made up by the test. */
    private static final List<String> CONTROLLERS = List.of(
            "statefulset-controller",
            "garbage-collector-controller",
            "endpointslice-controller",
            "disruption-controller",
            "namespace-controller",
            "serviceaccount-controller",
            "persistentvolumeclaim-protection-controller",
            "clusterrole-aggregation-controller");

    private static final String AUDIT_LOG = "audit.log";

    private static @Nullable ApiServer shared;

    private final Path folder;
    private final Reaper reaper;
    private final String adminToken = UUID.randomUUID().toString();
    private final String url;
    private final Path authority;
    private final Path kubeconfig;
    private final KubernetesClient admin;
    private final Starter starter;
    private volatile Process server;
    private volatile Process controllers;

    /** Starts kube-apiserver, the same every time. */
    @FunctionalInterface
    private interface Starter {
        Process start() throws IOException;
    }

    /** The API server of this JVM, started at the first call. */
    public static synchronized ApiServer shared() {
        if (shared == null) {
            try {
                shared = new ApiServer();
            } catch (IOException cannot) {
                throw new UncheckedIOException("the API server for tests does not start", cannot);
            }
        }
        return shared;
    }

    private ApiServer() throws IOException {
        folder = Files.createTempDirectory("baton-apiserver-");
        reaper = Reaper.of(folder);
        Path binary = ControlPlaneBinaries.find().toRealPath();
        for (String name : List.of("etcd", "kube-apiserver", "kube-controller-manager")) {
            Files.createSymbolicLink(folder.resolve(name), binary);
        }
        List<Integer> ports = Ports.free(3);
        String etcd = "http://127.0.0.1:" + ports.get(0);
        url = "https://127.0.0.1:" + ports.get(2);
        Path users = Files.writeString(folder.resolve("tokens.csv"), adminToken + ",admin,admin,system:masters\n");
        KeyPairFiles keys = KeyPairFiles.in(folder);
        Path certificates = Files.createDirectory(folder.resolve("certificates"));
        authority = certificates.resolve("apiserver.crt");

        startEtcd(etcd, "http://127.0.0.1:" + ports.get(1));
        starter = () -> startServer(etcd, ports.get(2), users, keys, certificates);
        server = starter.start();
        awaitReady();
        kubeconfig = writeKubeconfig("admin", adminToken);
        admin = new KubernetesClientBuilder().withConfig(withToken(adminToken)).build();
        controllers = startControllers();
        awaitDefaultNamespace();
    }

    private void startEtcd(String clients, String peers) throws IOException {
        start(
                "etcd",
                "--data-dir=" + folder.resolve("etcd-data"),
                "--listen-client-urls=" + clients,
                "--advertise-client-urls=" + clients,
                "--listen-peer-urls=" + peers,
                "--initial-advertise-peer-urls=" + peers,
                "--initial-cluster=default=" + peers,
                "--unsafe-no-fsync",
                "--log-level=warn");
    }

    private Process startServer(String etcd, int port, Path users, KeyPairFiles keys, Path certificates)
            throws IOException {
        return start(
                "kube-apiserver",
                "--etcd-servers=" + etcd,
                "--bind-address=127.0.0.1",
                "--advertise-address=127.0.0.1",
                "--secure-port=" + port,
                "--cert-dir=" + certificates,
                "--token-auth-file=" + users,
                "--authorization-mode=RBAC",
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + keys.publicKey(),
                "--service-account-signing-key-file=" + keys.privateKey(),
                "--service-cluster-ip-range=10.96.0.0/16",
                // The advertised address is a loopback one, which the server would refuse as an endpoint of its own
                // Service.
                "--endpoint-reconciler-type=none",
                "--enable-priority-and-fairness=false",
                // As some clusters have it: a reference that blocks its owner's deletion needs a right.
                "--enable-admission-plugins=OwnerReferencesPermissionEnforcement",
                "--audit-policy-file=" + Files.writeString(folder.resolve("audit-policy.yaml"), AuditLog.POLICY),
                "--audit-log-path=" + folder.resolve(AUDIT_LOG),
                "--profiling=false",
                "--v=1");
    }

    private Process startControllers() throws IOException {
        return start(
                "kube-controller-manager",
                "--kubeconfig=" + kubeconfig,
                "--controllers=" + String.join(",", CONTROLLERS),
                "--leader-elect=false",
                "--secure-port=0",
                "--kube-api-qps=200",
                "--kube-api-burst=400",
                "--profiling=false",
                "--v=1");
    }

    private Process start(String program, String... arguments) throws IOException {
        String[] command = new String[arguments.length + 1];
        command[0] = folder.resolve(program).toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(program + ".log").toFile());
        builder.environment().put("GOMAXPROCS", "2");
        return reaper.watch(builder.start());
    }

    /** It is gone, as when its machine is: nobody is answered, and all watches end. Closing it brings it back, with all it had. */
    public interface Outage extends AutoCloseable {
        @Override
        void close();
    }

    /** Kills kube-apiserver, and the controllers, which would end or take their time to come back. No other test may be at work on it. */
    public Outage outage() {
        server.destroyForcibly();
        controllers.destroyForcibly();
        return () -> {
            try {
                server.waitFor();
                server = starter.start();
            } catch (IOException cannot) {
                throw new UncheckedIOException("kube-apiserver does not come back", cannot);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
            awaitReady();
            try {
                controllers = startControllers();
            } catch (IOException cannot) {
                throw new UncheckedIOException("kube-controller-manager does not come back", cannot);
            }
        };
    }

    private void awaitReady() {
        Awaitility.await("kube-apiserver is ready, see " + folder)
                .atMost(START_BOUND)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> {
                    if (!server.isAlive()) {
                        throw new AssertionError("kube-apiserver ended:\n" + lastLines("kube-apiserver"));
                    }
                    return Files.exists(authority) && isReady();
                });
    }

    private boolean isReady() throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newBuilder()
                .sslContext(TrustedAuthority.of(authority))
                .build()) {
            HttpRequest ask = HttpRequest.newBuilder(URI.create(url + "/readyz"))
                    .header("Authorization", "Bearer " + adminToken)
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return http.send(ask, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        }
    }

    private void awaitDefaultNamespace() {
        Awaitility.await("the controllers work, see " + folder)
                .atMost(START_BOUND)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> admin.serviceAccounts()
                                .inNamespace("default")
                                .withName("default")
                                .get()
                        != null);
    }

    private String lastLines(String program) throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve(program + ".log"));
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
    }

    /** As an administrator; shared, never closed. */
    public KubernetesClient client() {
        return admin;
    }

    /** How an administrator connects; for a program under test that reads one, see {@link #kubeconfig()}. */
    public Config config() {
        return withToken(adminToken);
    }

    /** A kubeconfig of an administrator. */
    public Path kubeconfig() {
        return kubeconfig;
    }

    /** What service accounts asked. */
    public AuditLog auditLog() {
        return new AuditLog(folder.resolve(AUDIT_LOG));
    }

    /** Where it listens, for a proxy before it. */
    public URI address() {
        return URI.create(url);
    }

    /** A new client that may do what this service account may, with a token the API server made. The caller closes it. */
    public KubernetesClient clientOf(String namespace, String serviceAccount) {
        String token = tokenOf(namespace, serviceAccount);
        return new KubernetesClientBuilder().withConfig(withToken(token)).build();
    }

    /** A token of a service account, good for an hour. */
    public String tokenOf(String namespace, String serviceAccount) {
        return admin.serviceAccounts()
                .inNamespace(namespace)
                .withName(serviceAccount)
                .tokenRequest(new io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(3600L)
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
    }

    /** A new namespace whose name begins with the hint; everything in it goes when it is closed. */
    public TestNamespace namespace(String hint) {
        String name = hint.toLowerCase(Locale.ROOT) + "-"
                + UUID.randomUUID().toString().substring(0, 6);
        admin.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                        .endMetadata()
                        .build())
                .create();
        Awaitility.await("the default service account of " + name)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> admin.serviceAccounts()
                                .inNamespace(name)
                                .withName("default")
                                .get()
                        != null);
        return new TestNamespace(this, name);
    }

    /** A folder that goes with the JVM. */
    Path newFolder(String name) {
        try {
            return Files.createDirectories(folder.resolve(name));
        } catch (IOException cannot) {
            throw new UncheckedIOException(cannot);
        }
    }

    /** Kills the process when this JVM is gone. */
    public <P extends Process> P watch(P process) {
        return reaper.watch(process);
    }

    private Config withToken(String token) {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(url)
                .withCaCertFile(authority.toString())
                .withOauthToken(token)
                .withNamespace("default")
                .withRequestTimeout((int) SECONDS.toMillis(20))
                .build();
    }

    /** A kubeconfig of a service account, good for an hour: a program under test may do with it what its role allows, no more. */
    public Path kubeconfigOf(String namespace, String serviceAccount) {
        try {
            return writeKubeconfig(namespace + "." + serviceAccount, tokenOf(namespace, serviceAccount));
        } catch (IOException cannot) {
            throw new UncheckedIOException(cannot);
        }
    }

    private Path writeKubeconfig(String user, String token) throws IOException {
        return Files.writeString(
                folder.resolve(user + ".kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: tests, cluster: {server: '%s', certificate-authority: '%s'}}]
                users: [{name: '%s', user: {token: '%s'}}]
                contexts: [{name: tests, context: {cluster: tests, user: '%s', namespace: default}}]
                current-context: tests
                """.formatted(url, authority, user, token, user));
    }
}

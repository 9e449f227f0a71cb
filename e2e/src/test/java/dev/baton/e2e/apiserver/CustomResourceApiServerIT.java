package dev.baton.e2e.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.crds.ReplicatedDatabase;
import dev.baton.crds.spec.FailoverPolicy;
import dev.baton.crds.spec.ReplicatedDatabaseSpec;
import dev.baton.crds.spec.ReplicationMode;
import dev.baton.crds.spec.Storage;
import dev.baton.crds.status.ReplicatedDatabaseStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CustomResourceApiServerIT {
    private static TestNamespace namespace;
    private static CustomResourceDefinition crd;

    @BeforeAll
    static void install() {
        crd = CustomResourceDefinitions.install(ApiServer.shared().client());
        namespace = ApiServer.shared().namespace("crd");
    }

    @AfterAll
    static void remove() {
        namespace.close();
    }

    @Test
    void theDefinitionIsServedWithoutComplaint() {
        assertThat(crd.getStatus().getConditions())
                .filteredOn(condition ->
                        List.of("NonStructuralSchema", "Terminating").contains(condition.getType()))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            # spec | the sentence
            storage: {size: 1Gi} | spec.replicas: Required value
            replicas: 3 | spec.storage: Required value
            replicas: 0, storage: {size: 1Gi} | should be greater than or equal to 1
            replicas: 8, storage: {size: 1Gi} | should be less than or equal to 7
            replicas: 1, storage: {size: 1Gi} | set replicas to 2 or more, or replication.mode to Asynchronous
            replicas: 1, storage: {size: 1Gi}, replication: {acknowledge: Received} | or replication.durability to Preferred
            replicas: 1, storage: {size: 1Gi}, replication: {mode: Synchronous} | set replicas to 2 or more, or replication.mode to Asynchronous
            replicas: 3, storage: {size: 1Gi}, replication: {synchronousFollowers: 3} | must be less than replicas, since the leader is one of them: lower it, or raise replicas
            replicas: 3, storage: {size: 1Gi}, replication: {mode: Quick} | Unsupported value: "Quick"
            replicas: 3, storage: {size: 1Gi}, replication: {durability: Hoped} | Unsupported value: "Hoped"
            replicas: 3, storage: {size: 1Gi}, replication: {acknowledge: Sent} | Unsupported value: "Sent"
            replicas: 3, storage: {size: much} | must be an amount of bytes: write a quantity such as 10Gi
            replicas: 3, storage: {size: 255Mi} | ask for 256Mi or more
            replicas: 3, storage: {size: 1Gi}, limits: {maxMemory: much} | write a quantity such as 512Mi
            replicas: 3, storage: {size: 1Gi}, limits: {maxMemory: 15Mi} | ask for 16Mi or more
            replicas: 3, storage: {size: 1Gi}, failover: {maxLag: some} | write a quantity such as 1Mi
            replicas: 3, storage: {size: 1Gi}, failover: {maxLag: '-1'} | write a quantity such as 1Mi
            replicas: 3, storage: {size: 1Gi}, failover: {leaseDurationSeconds: 0} | should be greater than or equal to 1
            replicas: 3, storage: {size: 1Gi}, pod: {labels: {baton.dev/role: Leader}} | which Baton sets itself: choose another prefix
            replicas: 3, storage: {size: 1Gi}, pod: {annotations: {app.kubernetes.io/name: x}} | which Baton sets itself: choose another prefix
            """)
    void aBadSpecIsRefusedWithASentence(String spec, String sentence) {
        assertThatThrownBy(
                        () -> DatabaseYaml.named("bad").spec(spec).in(namespace).create())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining(sentence)
                // The second, unreadable error of a rule that fails to run.
                .hasMessageNotContaining("no such overload")
                .hasMessageNotContaining("evaluating rule");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            orders.eu | write '-' in their place
            1st       | put a letter first
            a-name-of-forty-one-characters-is-too-long | choose a shorter one
            """)
    void aBadNameIsRefusedWithASentence(String name, String sentence) {
        assertThatThrownBy(() -> DatabaseYaml.named(name).in(namespace).create())
                .hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "replicas: 1, storage: {size: 256Mi}, replication: {mode: Asynchronous}",
                "replicas: 1, storage: {size: 1Gi}, replication: {durability: Preferred}",
                "replicas: 1, storage: {size: 1Gi}, replication: {mode: Synchronous, durability: Preferred}",
                "replicas: 3, storage: {size: 1Gi}, replication: {durability: Preferred, acknowledge: Received}",
                "replicas: 2, storage: {size: 1Gi}",
                "replicas: 7, storage: {size: 1Gi}, replication: {synchronousFollowers: 6}",
                "replicas: 3, storage: {size: 1Gi}, replication: {mode: Synchronous, synchronousFollowers: 6}",
                "replicas: 3, storage: {size: 1Gi}, failover: {maxLag: 1Mi}, limits: {maxMemory: 16Mi}",
                "replicas: 3, storage: {size: 1Gi}, pod: {labels: {team: a}, annotations: {a.dev/b: c}, tolerations: [{key: a}]}"
            })
    void aGoodSpecIsTaken(String spec) {
        GenericKubernetesResource made =
                DatabaseYaml.named("good").spec(spec).in(namespace).create();
        namespace.client().resource(made).delete();
    }

    @Test
    void aNameOfFortyCharactersIsTaken() {
        DatabaseYaml.named("a".repeat(40)).in(namespace).create();
    }

    @Test
    void theServersDefaultsAreThoseOfTheTypes() {
        DatabaseYaml.named("defaults").in(namespace).create();

        ReplicatedDatabaseSpec served = databases("defaults").get().getSpec();

        assertThat(served)
                .isEqualTo(new ReplicatedDatabaseSpec(
                        3,
                        null,
                        null,
                        new Storage(new Quantity("1Gi"), null, null),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null));
        // And they were filled in by the server, not by the types on reading.
        GenericKubernetesResource raw =
                DatabaseYaml.named("defaults").in(namespace).get();
        assertThat(raw.<String>get("spec", "replication", "mode")).isEqualTo("SemiSynchronous");
        assertThat(raw.<Integer>get("spec", "replication", "synchronousFollowers"))
                .isEqualTo(1);
        assertThat(raw.<String>get("spec", "replication", "durability")).isEqualTo("Required");
        assertThat(raw.<String>get("spec", "replication", "acknowledge")).isEqualTo("Flushed");
        assertThat(raw.<String>get("spec", "failover", "policy")).isEqualTo("Automatic");
        assertThat(raw.<Integer>get("spec", "failover", "leaseDurationSeconds")).isEqualTo(3);
        assertThat(raw.<String>get("spec", "storage", "retentionPolicy", "whenDeleted"))
                .isEqualTo("Retain");
        assertThat(raw.<String>get("spec", "storage", "retentionPolicy", "whenScaled"))
                .isEqualTo("Retain");
        assertThat(raw.<Integer>get("spec", "limits", "maxClients")).isEqualTo(10_000);
        assertThat(raw.<String>get("spec", "service", "leader", "type")).isEqualTo("ClusterIP");
        assertThat(raw.<String>get("spec", "service", "followers", "type")).isEqualTo("ClusterIP");
        assertThat(raw.<String>get("spec", "networkPolicy", "policy")).isEqualTo("Managed");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            replicas: 3, storage: {size: 1Gi, storageClassName: fast} | is fixed when the database is created
            replicas: 3, storage: {size: 2Gi}                         | is fixed when the database is created
            replicas: 3, storage: {size: 1Gi, storageClassName: slow} | can only grow, since a volume can't shrink
            """)
    void whatIsFixedStaysFixed(String spec, String sentence) {
        DatabaseYaml before =
                DatabaseYaml.named("fixed").spec("replicas: 3, storage: {size: 2Gi, storageClassName: slow}");
        before.in(namespace).createOr(existing -> existing.update());

        assertThatThrownBy(() -> before.spec(spec).in(namespace).update()).hasMessageContaining(sentence);
    }

    @Test
    void aVolumeMayGrow() {
        DatabaseYaml.named("growing").in(namespace).create();

        databases("growing").edit(database -> {
            ReplicatedDatabaseSpec spec = database.getSpec();
            database.setSpec(new ReplicatedDatabaseSpec(
                    spec.replicas(),
                    spec.replication(),
                    spec.failover(),
                    new Storage(new Quantity("1025Mi"), null, null),
                    spec.image(),
                    spec.limits(),
                    spec.auth(),
                    spec.service(),
                    spec.networkPolicy(),
                    spec.pod()));
            return database;
        });

        assertThat(databases("growing").get().getSpec().storage().size()).isEqualTo(new Quantity("1025Mi"));
    }

    @Test
    void scaleReadsAndWritesReplicas() {
        DatabaseYaml.named("scaled").in(namespace).create();

        databases("scaled").scale(5);

        assertThat(databases("scaled").get().getSpec().replicas()).isEqualTo(5);
        assertThatThrownBy(() -> databases("scaled").scale(1)).hasMessageContaining("set replicas to 2 or more");
    }

    @Test
    void theStatusIsASubresourceWhoseConditionsMergeByType() {
        DatabaseYaml.named("told").in(namespace).create();

        applyStatus("operator", status("orders-1", condition("Ready"), condition("Available")));
        applyStatus("someone", status(null, condition("Audited")));
        applyStatus("operator", status("orders-2", condition("Ready")));

        ReplicatedDatabase told = databases("told").get();
        assertThat(told.getStatus().leader()).isEqualTo("orders-2");
        assertThat(told.getStatus().conditions())
                .extracting(Condition::getType)
                .containsExactlyInAnyOrder("Ready", "Audited");
        assertThat(told.getSpec().replicas())
                .as("a status write leaves the spec alone")
                .isEqualTo(3);
    }

    @Test
    void twoManagersOwnTheFieldsTheyApplied() {
        apply("git", "replicas: 3, storage: {size: 1Gi}, failover: {policy: Manual}");
        apply("platform", "pod: {imagePullSecrets: [{name: a}]}, replication: {mode: Synchronous}");
        apply("git", "replicas: 4, storage: {size: 1Gi}, pod: {imagePullSecrets: [{name: b}]}");

        ReplicatedDatabaseSpec both = databases("shared").get().getSpec();
        assertThat(both.replicas()).isEqualTo(4);
        assertThat(both.replication().mode()).isEqualTo(ReplicationMode.SYNCHRONOUS);
        assertThat(both.failover().policy()).as("given up by its only owner").isEqualTo(FailoverPolicy.AUTOMATIC);
        assertThat(both.pod().imagePullSecrets()).as("a list of keyed elements").hasSize(2);

        assertThatThrownBy(() -> apply("platform", "replicas: 5"))
                .hasMessageContaining("conflict")
                .hasMessageContaining("git");
    }

    private static void apply(String manager, String spec) {
        DatabaseYaml.named("shared").spec(spec).in(namespace).patch(asManager(manager));
    }

    private static void applyStatus(String manager, ReplicatedDatabaseStatus status) {
        ReplicatedDatabase told = new ReplicatedDatabase();
        told.getMetadata().setName("told");
        told.getMetadata().setNamespace(namespace.name());
        told.setStatus(status);
        namespace.client().resource(told).subresource("status").patch(asManager(manager));
    }

    private static PatchContext asManager(String manager) {
        return new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(manager)
                .withForce(false)
                .build();
    }

    private static ReplicatedDatabaseStatus status(
            @org.jspecify.annotations.Nullable String leader, Condition... conditions) {
        return new ReplicatedDatabaseStatus(
                null, leader, null, null, null, null, null, null, null, null, null, null, List.of(conditions));
    }

    private static Condition condition(String type) {
        return new ConditionBuilder()
                .withType(type)
                .withStatus("True")
                .withReason("AsRequested")
                .withMessage("")
                .withLastTransitionTime(Instant.EPOCH.toString())
                .build();
    }

    private static io.fabric8.kubernetes.client.dsl.Resource<ReplicatedDatabase> databases(String name) {
        return namespace
                .client()
                .resources(ReplicatedDatabase.class)
                .inNamespace(namespace.name())
                .withName(name);
    }
}

package dev.baton.e2e.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChartApiServerIT {
    private static TestNamespace operators;
    private static TestNamespace users;
    private static KubernetesClient client;

    @BeforeAll
    static void install() {
        client = ApiServer.shared().client();
        operators = ApiServer.shared().namespace("chart");
        users = ApiServer.shared().namespace("users");
        HelmChart.install(operators, "nodeImage=baton-node:tested");
    }

    @AfterAll
    static void remove() {
        HelmChart.render(client, operators.name(), "crds.enabled=false")
                .forEach(it -> client.resource(it).delete());
        operators.close();
        users.close();
    }

    @Test
    void theOperatorsPodIsLetIntoARestrictedNamespace() {
        Deployment deployment = client.apps()
                .deployments()
                .inNamespace(operators.name())
                .withName("baton")
                .get();
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName("operator")
                .withNamespace(operators.name())
                .endMetadata()
                .withSpec(deployment.getSpec().getTemplate().getSpec())
                .build();

        assertThat(client.resource(pod).dryRun().create()).isNotNull();
        assertThat(pod.getSpec().getContainers().getFirst().getEnv()).anySatisfy(variable -> {
            assertThat(variable.getName()).isEqualTo("BATON_NODE_IMAGE");
            assertThat(variable.getValue()).isEqualTo("baton-node:tested");
        });
        assertThat(pod.getSpec().getContainers().getFirst().getSecurityContext().getReadOnlyRootFilesystem())
                .isTrue();
    }

    @Test
    void theDefinitionComesWithTheChartAndStaysWhenItGoes() {
        List<HasMetadata> with = HelmChart.render(client, operators.name());
        List<HasMetadata> without = HelmChart.render(client, operators.name(), "crds.enabled=false");

        assertThat(with)
                .filteredOn(CustomResourceDefinition.class::isInstance)
                .singleElement()
                .satisfies(crd -> assertThat(crd.getMetadata().getAnnotations())
                        .containsEntry("helm.sh/resource-policy", "keep"));
        assertThat(without)
                .noneMatch(CustomResourceDefinition.class::isInstance)
                .hasSize(with.size() - 1);
    }

    @ParameterizedTest
    @CsvSource({
        "copies=3, additional properties 'copies' not allowed",
        "image.pullPolicy=Sometimes, value must be one of",
        "crds.enabled=maybe, got string",
        "watchNamespaces={Shop}, does not match pattern",
        "image.digest=abc, does not match pattern"
    })
    void anUnknownOrWrongValueIsRefused(String value, String words) {
        assertThatThrownBy(() -> HelmChart.render(client, operators.name(), value))
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            # group, resource, subresource, verbs
            baton.dev, replicateddatabases, '', get list watch patch
            baton.dev, replicateddatabases, status, update
            '', secrets, '', get create patch
            '', nodes, '', get
            """)
    void theOperatorMayDoItsWork(String group, String resource, String subresource, String verbs) {
        for (String verb : verbs.split(" ", -1)) {
            assertThat(may(operator(), verb, group, resource, subresource))
                    .as(verb + " " + resource)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            baton.dev, replicateddatabases, '', create update delete deletecollection
            '', secrets, '', list watch update delete deletecollection
            '', pods, '', create update
            '', pods, exec, create get
            '', pods, eviction, create
            '', nodes, '', list watch update patch delete
            '', namespaces, '', get list create delete
            '', configmaps, '', get list create
            '', serviceaccounts, token, create
            coordination.k8s.io, leases, '', delete
            rbac.authorization.k8s.io, clusterroles, '', get create update escalate bind
            apiextensions.k8s.io, customresourcedefinitions, '', get create update delete
            """)
    void theOperatorMayDoNothingElse(String group, String resource, String subresource, String verbs) {
        for (String verb : verbs.split(" ", -1)) {
            assertThat(may(operator(), verb, group, resource, subresource))
                    .as(verb + " " + resource)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            view, get list watch, create update patch delete
            edit, get list watch create update patch delete, deletecollection
            admin, get list watch create update patch delete deletecollection, escalate
            """)
    void theOwnersOfANamespaceMayUseDatabases(String role, String may, String mayNot) {
        String person = "person-who-may-" + role;
        client.resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName(person)
                        .withNamespace(users.name())
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role)
                        .addNewSubject("rbac.authorization.k8s.io", "User", person, null)
                        .build())
                .create();

        for (String verb : may.split(" ", -1)) {
            await(verb + " as " + role)
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> may(person, verb, "baton.dev", "replicateddatabases", ""));
        }
        for (String verb : mayNot.split(" ", -1)) {
            assertThat(may(person, verb, "baton.dev", "replicateddatabases", ""))
                    .as(verb)
                    .isFalse();
        }
        assertThat(may(person, "update", "baton.dev", "replicateddatabases", "status"))
                .as("what the operator says isn't a person's to write")
                .isFalse();
    }

    private static String operator() {
        return "system:serviceaccount:" + operators.name() + ":baton";
    }

    private static boolean may(String user, String verb, String group, String resource, String subresource) {
        SubjectAccessReview asked = new SubjectAccessReviewBuilder()
                .withNewSpec()
                .withUser(user)
                .withNewResourceAttributes()
                .withVerb(verb)
                .withGroup(group)
                .withResource(resource)
                .withSubresource(subresource)
                .withNamespace(users.name())
                .endResourceAttributes()
                .endSpec()
                .build();
        return client.authorization()
                .v1()
                .subjectAccessReview()
                .create(asked)
                .getStatus()
                .getAllowed();
    }
}

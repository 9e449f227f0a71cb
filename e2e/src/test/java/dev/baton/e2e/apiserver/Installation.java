package dev.baton.e2e.apiserver;

import dev.baton.crds.ReplicatedDatabase;
import dev.baton.crds.status.ReplicatedDatabaseStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The chart installed in a namespace of its own, and the operator running there with the rights the chart gives it. */
record Installation(TestNamespace namespace, Kubelet kubelet, OperatorProcess operator, Databases databases)
        implements AutoCloseable {
    static final String IMAGE = "baton-node:test";

    /**
     * @param environment more of the operator's
     * @param values of the chart; {@code NAMESPACE} in them stands for the namespace
     */
    static Installation start(String hint, Map<String, String> environment, String... values) {
        CustomResourceDefinitions.install(ApiServer.shared().client());
        TestNamespace namespace = ApiServer.shared().namespace(hint);
        chart(namespace, values)
                .forEach(object ->
                        namespace.client().resource(object).forceConflicts().serverSideApply());
        Kubelet kubelet = Kubelet.start(namespace, new NodeProcesses(IMAGE));
        Map<String, String> all = new HashMap<>(environment);
        all.put("BATON_NODE_IMAGE", IMAGE);
        all.put("BATON_OPERATOR_NAMESPACE", namespace.name());
        OperatorProcess operator = OperatorProcess.start(
                namespace, namespace.server().kubeconfigOf(namespace.name(), HelmChart.RELEASE), all);
        return new Installation(namespace, kubelet, operator, new Databases(namespace, operator));
    }

    static List<HasMetadata> chart(TestNamespace namespace, String... values) {
        String[] all = new String[values.length + 1];
        all[0] = "crds.enabled=false";
        for (int i = 0; i < values.length; i++) {
            all[i + 1] = values[i].replace("NAMESPACE", namespace.name());
        }
        return HelmChart.render(namespace.client(), namespace.name(), all);
    }

    KubernetesClient client() {
        return namespace.client();
    }

    /** What the operator asked of the API server so far. */
    List<AuditLog.Asked> asked() {
        return namespace.server().auditLog().of(namespace.name(), HelmChart.RELEASE);
    }

    /** Kills the leader's process and waits for the next epoch. */
    ReplicatedDatabaseStatus loseLeader(String database) {
        ReplicatedDatabaseStatus before = databases.awaitReady(database);
        kubelet.process(before.leader() + "-0").destroyForcibly();
        return databases.await(
                database,
                "another epoch opened",
                status -> status.leader() != null && !Objects.equals(status.epoch(), before.epoch()));
    }

    /** Changes the spec, and waits until all is as it asks. */
    ReplicatedDatabaseStatus change(String database, String change) {
        long generation = Objects.requireNonNull(client().resources(ReplicatedDatabase.class)
                        .inNamespace(namespace.name())
                        .withName(database)
                        .patch(
                                new PatchContext.Builder()
                                        .withPatchType(PatchType.JSON_MERGE)
                                        .withFieldManager("kubectl-edit")
                                        .build(),
                                change))
                .getMetadata()
                .getGeneration();
        return databases.await(
                database,
                "all is as generation " + generation + " asks",
                status -> Objects.equals(status.observedGeneration(), generation)
                        && Databases.is(status, "Ready", "True"));
    }

    @Override
    public void close() {
        operator.close();
        kubelet.close();
        chart(namespace).forEach(object -> client().resource(object).delete());
        namespace.close();
    }
}

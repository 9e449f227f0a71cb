package dev.baton.e2e.apiserver;

import dev.baton.crds.ReplicatedDatabase;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.awaitility.Awaitility;

/** Installs Baton's custom resource definition as it is checked in. */
public final class CustomResourceDefinitions {
    static final String NAME = "replicateddatabases.baton.dev";

    private CustomResourceDefinitions() {}

    /** Installs or updates it and waits until the API server serves it. May be called any number of times. */
    public static CustomResourceDefinition install(KubernetesClient client) {
        try (InputStream yaml = ReplicatedDatabase.class.getResourceAsStream(NAME + ".yaml")) {
            if (yaml == null) {
                throw new IllegalStateException("baton-crds holds no " + NAME + ".yaml: build it");
            }
            client.apiextensions()
                    .v1()
                    .customResourceDefinitions()
                    .load(yaml)
                    .forceConflicts()
                    .serverSideApply();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        Awaitility.await(NAME + " is established")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> isEstablished(client));
        Awaitility.await(NAME + " is served")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> isServed(client));
        return client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(NAME)
                .get();
    }

    /** One just established is answered "storage is (re)initializing" for a moment. */
    private static boolean isServed(KubernetesClient client) {
        try {
            client.resources(ReplicatedDatabase.class).inAnyNamespace().list();
            return true;
        } catch (KubernetesClientException notYet) {
            return false;
        }
    }

    private static boolean isEstablished(KubernetesClient client) {
        CustomResourceDefinition crd = client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(NAME)
                .get();
        return crd.getStatus() != null
                && crd.getStatus().getConditions() != null
                && crd.getStatus().getConditions().stream()
                        .anyMatch(it -> it.getType().equals("Established")
                                && it.getStatus().equals("True"));
    }
}

package dev.baton.e2e.apiserver;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** Resolves the environment of a container as a kubelet does: values, fields of the pod, keys of secrets, its own limits. */
record Environment(KubernetesClient client, Pod pod, String podIp) {
    Map<String, String> of(Container container) throws PodRunner.CannotStart {
        Map<String, String> environment = new LinkedHashMap<>();
        for (EnvVar variable : container.getEnv()) {
            String value = variable.getValueFrom() == null
                    ? expand(variable.getValue() == null ? "" : variable.getValue(), environment)
                    : from(variable.getValueFrom(), container);
            environment.put(variable.getName(), value);
        }
        return environment;
    }

    private static String expand(String text, Map<String, String> earlier) {
        String expanded = text;
        for (Map.Entry<String, String> variable : earlier.entrySet()) {
            expanded = expanded.replace("$(" + variable.getKey() + ")", variable.getValue());
        }
        return expanded;
    }

    private String from(EnvVarSource source, Container container) throws PodRunner.CannotStart {
        if (source.getFieldRef() != null) {
            return field(source.getFieldRef().getFieldPath());
        }
        if (source.getSecretKeyRef() != null) {
            return secret(
                    source.getSecretKeyRef().getName(), source.getSecretKeyRef().getKey());
        }
        if (source.getResourceFieldRef() != null
                && "limits.memory".equals(source.getResourceFieldRef().getResource())) {
            Quantity limit =
                    container.getResources() == null || container.getResources().getLimits() == null
                            ? null
                            : container.getResources().getLimits().get("memory");
            return limit == null
                    ? "0"
                    : limit.getNumericalAmount().toBigInteger().toString();
        }
        throw unknown(source.toString());
    }

    private String field(String path) throws PodRunner.CannotStart {
        if (path.startsWith("metadata.annotations['") || path.startsWith("metadata.labels['")) {
            String key = path.substring(path.indexOf('\'') + 1, path.lastIndexOf('\''));
            Map<String, String> map = path.startsWith("metadata.labels")
                    ? pod.getMetadata().getLabels()
                    : pod.getMetadata().getAnnotations();
            return map == null ? "" : map.getOrDefault(key, "");
        }
        return switch (path) {
            case "metadata.name" -> pod.getMetadata().getName();
            case "metadata.namespace" -> pod.getMetadata().getNamespace();
            case "metadata.uid" -> pod.getMetadata().getUid();
            case "status.podIP" -> podIp;
            case "spec.nodeName" -> pod.getSpec().getNodeName();
            default -> throw unknown("fieldRef " + path);
        };
    }

    private String secret(String name, String key) throws PodRunner.CannotStart {
        Secret secret = client.secrets()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(name)
                .get();
        if (secret == null || secret.getData() == null || !secret.getData().containsKey(key)) {
            throw new PodRunner.CannotStart("CreateContainerConfigError", "no key " + key + " in secret " + name);
        }
        return new String(Base64.getDecoder().decode(secret.getData().get(key)), StandardCharsets.UTF_8);
    }

    private static PodRunner.CannotStart unknown(String what) {
        return new PodRunner.CannotStart("CreateContainerConfigError", "this kubelet does not know " + what);
    }
}

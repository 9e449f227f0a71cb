package dev.baton.e2e.apiserver;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** What the chart grants the operator, each verb of each resource by itself. */
final class Rights {
    private Rights() {}

    /** Of the ClusterRole the operator is bound to; the ones for people have other names. */
    static SortedSet<String> ofClusterRole(List<HasMetadata> chart, String name) {
        return rights(chart.stream()
                .filter(ClusterRole.class::isInstance)
                .map(ClusterRole.class::cast)
                .filter(role -> role.getMetadata().getName().equals(name))
                .flatMap(role -> role.getRules().stream())
                .toList());
    }

    /** Of the ClusterRole and of the Roles in a namespace. */
    static SortedSet<String> of(List<HasMetadata> chart, String clusterRole, String namespace) {
        SortedSet<String> all = ofClusterRole(chart, clusterRole);
        all.addAll(ofRoles(chart, namespace));
        return all;
    }

    static SortedSet<String> ofRoles(List<HasMetadata> chart, String namespace) {
        return rights(chart.stream()
                .filter(Role.class::isInstance)
                .map(Role.class::cast)
                .filter(role -> role.getMetadata().getNamespace().equals(namespace))
                .flatMap(role -> role.getRules().stream())
                .toList());
    }

    private static SortedSet<String> rights(List<PolicyRule> rules) {
        SortedSet<String> rights = new TreeSet<>();
        for (PolicyRule rule : rules) {
            for (String group : rule.getApiGroups()) {
                for (String resource : rule.getResources()) {
                    for (String verb : rule.getVerbs()) {
                        rights.add(AuditLog.right(verb, group, resource));
                    }
                }
            }
        }
        return rights;
    }
}

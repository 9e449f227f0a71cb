package dev.baton.operator.desired;

import dev.baton.crds.Labels;
import dev.baton.crds.ObjectNames;
import dev.baton.crds.ReplicatedDatabase;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.LinkedHashMap;
import java.util.Map;

/** Whose objects these are: the database's name, namespace and uid, and the labels and owner reference made of them. */
public record Identity(String namespace, String name, String uid) {

    /** What an object is for; the value of {@link Labels#COMPONENT}. */
    public enum Component {
        MEMBER("member"),
        ROUTING("routing"),
        LEADERSHIP("leadership"),
        CREDENTIALS("credentials");

        private final String label;

        Component(String label) {
            this.label = label;
        }
    }

    public ObjectNames names() {
        return new ObjectNames(name);
    }

    public Map<String, String> labels(Component component) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put(Labels.DATABASE, name);
        labels.put(Labels.NAME, Labels.NAME_VALUE);
        labels.put(Labels.COMPONENT, component.label);
        labels.put(Labels.MANAGED_BY, Labels.MANAGED_BY_VALUE);
        return labels;
    }

    public Map<String, String> labels(String member) {
        Map<String, String> labels = labels(Component.MEMBER);
        labels.put(Labels.MEMBER, member);
        return labels;
    }

    /** Metadata of an object that goes with the database. */
    public ObjectMetaBuilder owned(String objectName, Map<String, String> labels) {
        return kept(objectName, labels).withOwnerReferences(owner());
    }

    /** Metadata of an object that outlives the database. */
    public ObjectMetaBuilder kept(String objectName, Map<String, String> labels) {
        return new ObjectMetaBuilder()
                .withNamespace(namespace)
                .withName(objectName)
                .withLabels(labels);
    }

    public OwnerReference owner() {
        return new OwnerReferenceBuilder()
                .withApiVersion(ReplicatedDatabase.GROUP + "/" + ReplicatedDatabase.VERSION)
                .withKind(ReplicatedDatabase.KIND)
                .withName(name)
                .withUid(uid)
                .withController(true)
                .build();
    }
}

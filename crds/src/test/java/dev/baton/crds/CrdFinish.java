package dev.baton.crds;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.crds.spec.ReplicatedDatabaseSpec;
import dev.baton.crds.status.ReplicatedDatabaseStatus;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * Gives the CRD what Fabric8's generator has no words for, walking the schema beside the Java types:
 *
 * <ol>
 *   <li>Columns in the order in which they are declared (it sorts them by path).
 *   <li>Each CEL rule once (it finds an annotation of a record component on the field and on the accessor).
 *   <li>In the spec the values of an enum; in the status none, so that an older CRD takes a newer operator's words.
 *   <li>Quantities of ours as strings of at most 32 characters: CEL can't call {@code quantity()} on an int-or-string.
 *   <li>The formats of numbers.
 *   <li>{@code default: {}} for objects with defaults inside: the API server fills nothing into an object that isn't there.
 *   <li>{@code status.observedGeneration: 0} of an object that no operator has looked at yet, or whoever reads the status as kstatus does would
 *       take it for done.
 *   <li>A list type for every list: a map by its key where its elements have one, atomic otherwise.
 * </ol>
 */
final class CrdFinish {
    private static final long TERM_LENGTH = 64;
    private static final long NAME_LENGTH = 253;

    /** Lists whose elements are told apart by keys; all others are atomic. The keys become required. */
    private static final Map<String, List<String>> KEYS = Map.of(
            "spec.pod.imagePullSecrets", List.of("name"),
            "spec.pod.resources.claims", List.of("name"),
            "spec.pod.topologySpreadConstraints", List.of("topologyKey", "whenUnsatisfiable"),
            "status.members", List.of("name"),
            "status.conditions", List.of("type"),
            "status.requests", List.of("id"),
            "status.failoverHistory", List.of("epoch"));

    private CrdFinish() {}

    static void finish(CustomResourceDefinition crd) {
        CustomResourceDefinitionVersion version = crd.getSpec().getVersions().getFirst();
        JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
        version.setAdditionalPrinterColumns(columns());
        root.setDescription("A leader-based replicated key-value database.");
        root.setRequired(List.of("spec"));
        JSONSchemaProps spec = property(root, "spec");
        spec.setDescription("What is asked of the database.");
        JSONSchemaProps status = property(root, "status");
        status.setDescription("What the operator says of it.");
        besideRecord(ReplicatedDatabaseSpec.class, spec, true);
        besideRecord(ReplicatedDatabaseStatus.class, status, false);
        asMetaV1(property(status, "conditions").getItems().getSchema());
        property(status, "observedGeneration").setDefault(JsonNodeFactory.instance.numberNode(0));
        everywhere("", root);
    }

    static JSONSchemaProps property(JSONSchemaProps schema, String name) {
        JSONSchemaProps property = schema.getProperties().get(name);
        if (property == null) {
            throw new IllegalStateException(
                    "the generated schema has no property " + name + ": did it get another name?");
        }
        return property;
    }

    private static List<CustomResourceColumnDefinition> columns() {
        List<CustomResourceColumnDefinition> columns = new ArrayList<>();
        for (AdditionalPrinterColumn declared :
                ReplicatedDatabase.class.getAnnotationsByType(AdditionalPrinterColumn.class)) {
            CustomResourceColumnDefinition column = new CustomResourceColumnDefinition();
            column.setName(declared.name());
            column.setJsonPath(declared.jsonPath());
            column.setType(declared.type().getValue());
            if (declared.priority() != 0) {
                column.setPriority(declared.priority());
            }
            columns.add(column);
        }
        return columns;
    }

    private static void besideRecord(Class<?> type, JSONSchemaProps schema, boolean namesValues) {
        for (RecordComponent component : type.getRecordComponents()) {
            besideComponent(component.getGenericType(), property(schema, component.getName()), namesValues);
        }
    }

    private static void besideComponent(Type type, JSONSchemaProps schema, boolean namesValues) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            besideComponent(list.getActualTypeArguments()[0], schema.getItems().getSchema(), namesValues);
        } else if (type instanceof Class<?> plain) {
            besideClass(plain, schema, namesValues);
        }
    }

    private static void besideClass(Class<?> type, JSONSchemaProps schema, boolean namesValues) {
        if (type.isRecord()) {
            besideRecord(type, schema, namesValues);
        } else if (Term.class.isAssignableFrom(type) && namesValues) {
            schema.setEnum(new ArrayList<>(Arrays.stream(type.getEnumConstants())
                    .map(constant -> TextNode.valueOf(((Term) constant).label()))
                    .toList()));
        } else if (Term.class.isAssignableFrom(type)) {
            schema.setEnum(null);
            schema.setMaxLength(TERM_LENGTH);
        } else if (type == Quantity.class) {
            schema.setAnyOf(null);
            schema.setXKubernetesIntOrString(null);
            schema.setType("string");
            schema.setMaxLength(32L);
        } else if (type == Integer.class) {
            schema.setFormat("int32");
        } else if (type == Long.class) {
            schema.setFormat("int64");
        } else if (type == String.class && schema.getMaxLength() == null) {
            schema.setMaxLength(NAME_LENGTH);
        }
    }

    /** As metav1.Condition says it. */
    private static void asMetaV1(JSONSchemaProps condition) {
        condition.setRequired(List.of("type", "status", "lastTransitionTime", "reason", "message"));
        property(condition, "type").setMaxLength(316L);
        property(condition, "status")
                .setEnum(List.of(TextNode.valueOf("True"), TextNode.valueOf("False"), TextNode.valueOf("Unknown")));
        property(condition, "observedGeneration").setFormat("int64");
        property(condition, "observedGeneration").setMinimum(0.0);
        property(condition, "lastTransitionTime").setFormat("date-time");
        property(condition, "reason").setMinLength(1L);
        property(condition, "reason").setMaxLength(1024L);
        property(condition, "reason").setPattern("^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$");
        property(condition, "message").setMaxLength(32_768L);
        property(condition, "type").setDescription("Which condition.");
        property(condition, "status").setDescription("True, False or Unknown.");
        property(condition, "observedGeneration").setDescription("The generation of the spec it speaks of.");
        property(condition, "lastTransitionTime").setDescription("When its status last changed.");
        property(condition, "reason").setDescription("Why, as a word.");
        property(condition, "message").setDescription("Why, as a sentence.");
    }

    private static void everywhere(String path, JSONSchemaProps schema) {
        if (schema.getXKubernetesValidations() != null) {
            schema.setXKubernetesValidations(new ArrayList<>(new LinkedHashSet<>(schema.getXKubernetesValidations())));
        }
        if ("array".equals(schema.getType())) {
            listType(path, schema);
            everywhere(path, schema.getItems().getSchema());
        }
        if (schema.getProperties() == null) {
            return;
        }
        schema.getProperties()
                .forEach((name, property) -> everywhere(path.isEmpty() ? name : path + "." + name, property));
        boolean defaultsInside =
                schema.getProperties().values().stream().anyMatch(property -> property.getDefault() != null);
        boolean mayBeEmpty =
                schema.getRequired() == null || schema.getRequired().isEmpty();
        if (defaultsInside && mayBeEmpty) {
            schema.setDefault(JsonNodeFactory.instance.objectNode());
        }
    }

    private static void listType(String path, JSONSchemaProps list) {
        List<String> keys = KEYS.get(path);
        if (keys == null) {
            list.setXKubernetesListType("atomic");
            return;
        }
        list.setXKubernetesListType("map");
        list.setXKubernetesListMapKeys(keys);
        JSONSchemaProps element = list.getItems().getSchema();
        LinkedHashSet<String> required = new LinkedHashSet<>(keys);
        if (element.getRequired() != null) {
            required.addAll(element.getRequired());
        }
        element.setRequired(new ArrayList<>(required));
    }
}

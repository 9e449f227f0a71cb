package dev.baton.crds;

import dev.baton.crds.spec.AcknowledgeWhen;
import dev.baton.crds.spec.Durability;
import dev.baton.crds.spec.EvictionPolicy;
import dev.baton.crds.spec.FailoverPolicy;
import dev.baton.crds.spec.NetworkPolicyMode;
import dev.baton.crds.spec.ReplicatedDatabaseSpec;
import dev.baton.crds.spec.ReplicationMode;
import dev.baton.crds.spec.ServiceType;
import dev.baton.crds.spec.VolumePolicy;
import dev.baton.crds.status.CandidateVerdict;
import dev.baton.crds.status.FailoverCause;
import dev.baton.crds.status.FailoverType;
import dev.baton.crds.status.LagClass;
import dev.baton.crds.status.ReplicatedDatabaseStatus;
import dev.baton.crds.status.RequestReason;
import dev.baton.crds.status.RequestState;
import dev.baton.crds.status.RequestType;
import dev.baton.protocol.MemberRole;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.Ports;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code docs/reference.md}: every field and every word of the API, from the types and the CRD. */
final class Reference {
    private final CustomResourceDefinitionVersion version;
    private final StringBuilder page = new StringBuilder();

    Reference(CustomResourceDefinition crd) {
        this.version = crd.getSpec().getVersions().getFirst();
    }

    String markdown() {
        JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
        line(
                "<!-- Generated from the Java types in crds/ and protocol/: mvn -pl crds -am test -Dbaton.update=true -->");
        line("# Reference");
        line("");
        line(
                "`ReplicatedDatabase`, short name `rdb`, in the group `%s`, version `%s`.",
                ReplicatedDatabase.GROUP, ReplicatedDatabase.VERSION);
        columns();
        fields("Spec", "What you ask for.", "spec", ReplicatedDatabaseSpec.class, CrdFinish.property(root, "spec"));
        refusals(root);
        fields(
                "Status",
                "What the operator says.",
                "status",
                ReplicatedDatabaseStatus.class,
                CrdFinish.property(root, "status"));
        words();
        constants("Annotations", Annotations.class);
        constants("Labels", Labels.class);
        members();
        return page.toString();
    }

    private void columns() {
        line("");
        line("`kubectl get rdb` shows, and with `-o wide` also those marked so:");
        line("");
        line("| Column | From |");
        line("|---|---|");
        for (CustomResourceColumnDefinition column : version.getAdditionalPrinterColumns()) {
            String wide = column.getPriority() != null && column.getPriority() > 0 ? " (wide)" : "";
            line("| %s%s | `%s` |", column.getName(), wide, column.getJsonPath());
        }
    }

    private void fields(String title, String about, String path, Class<?> type, JSONSchemaProps schema) {
        line("");
        line("## %s", title);
        line("");
        line("%s", about);
        line("");
        line("| Field | Type | Default | |");
        line("|---|---|---|---|");
        fieldsOf(path, type, schema);
    }

    private void fieldsOf(String path, Class<?> type, JSONSchemaProps schema) {
        List<String> required = schema.getRequired() == null ? List.of() : schema.getRequired();
        for (RecordComponent component : type.getRecordComponents()) {
            JSONSchemaProps field = CrdFinish.property(schema, component.getName());
            String name = path + "." + component.getName();
            Type element = component.getGenericType();
            boolean list = element instanceof ParameterizedType listOf && listOf.getRawType() == List.class;
            if (list) {
                element = ((ParameterizedType) element).getActualTypeArguments()[0];
            }
            boolean ours = element instanceof Class<?> plain && plain.isRecord();
            String fallback = required.contains(component.getName()) ? "**required**" : defaultOf(field, ours);
            line(
                    "| `%s` | %s | %s | %s |",
                    name, (list ? "list of " : "") + nameOf(element), fallback, field.getDescription());
            if (ours) {
                fieldsOf(
                        name + (list ? "[]" : ""),
                        (Class<?>) element,
                        list ? field.getItems().getSchema() : field);
            }
        }
    }

    private static String defaultOf(JSONSchemaProps field, boolean ours) {
        return field.getDefault() == null || ours
                ? ""
                : "`" + field.getDefault().asText() + "`";
    }

    private static String nameOf(Type type) {
        if (type instanceof ParameterizedType) {
            return "map of strings";
        }
        Class<?> plain = (Class<?>) type;
        if (Term.class.isAssignableFrom(plain)) {
            return "[" + plain.getSimpleName() + "](#" + plain.getSimpleName().toLowerCase(Locale.ROOT) + ")";
        }
        return switch (plain.getSimpleName()) {
            case "Integer", "Long" -> "integer";
            case "Boolean" -> "boolean";
            case "Instant" -> "time";
            case "Quantity" -> "quantity";
            case "String" -> "string";
            default -> plain.isRecord() ? "object" : plain.getSimpleName() + " of Kubernetes";
        };
    }

    private void refusals(JSONSchemaProps root) {
        Set<String> messages = new LinkedHashSet<>();
        collect(root, messages);
        line("");
        line("### What is refused");
        line("");
        messages.forEach(message -> line("- %s", message));
    }

    private static void collect(JSONSchemaProps schema, Set<String> messages) {
        if (schema.getXKubernetesValidations() != null) {
            schema.getXKubernetesValidations().stream()
                    .map(ValidationRule::getMessage)
                    .forEach(messages::add);
        }
        if (schema.getProperties() != null) {
            schema.getProperties().values().forEach(property -> collect(property, messages));
        }
    }

    private void words() {
        line("");
        line("## Words");
        List<Class<? extends Enum<?>>> all = List.of(
                ReplicationMode.class,
                EvictionPolicy.class,
                Durability.class,
                AcknowledgeWhen.class,
                FailoverPolicy.class,
                VolumePolicy.class,
                ServiceType.class,
                NetworkPolicyMode.class,
                ConditionType.class,
                ConditionReason.class,
                EventReason.class,
                RequestType.class,
                RequestState.class,
                RequestReason.class,
                FailoverType.class,
                FailoverCause.class,
                CandidateVerdict.class,
                LagClass.class);
        for (Class<? extends Enum<?>> words : all) {
            table(words.getSimpleName());
            for (Enum<?> constant : words.getEnumConstants()) {
                Term term = (Term) constant;
                line("| `%s` | %s |", term.label(), term.description());
            }
        }
        table("MemberRole");
        for (MemberRole role : MemberRole.values()) {
            line("| `%s` | %s |", role.label(), sentence(role.description()));
        }
        table("MemberState");
        for (MemberState state : MemberState.values()) {
            line("| `%s` | %s |", state.label(), sentence(state.description()));
        }
    }

    private void table(String title) {
        line("");
        line("### %s", title);
        line("");
        line("| | |");
        line("|---|---|");
    }

    private static String sentence(String phrase) {
        return Character.toUpperCase(phrase.charAt(0)) + phrase.substring(1) + ".";
    }

    private void constants(String title, Class<?> holder) {
        line("");
        line("## %s", title);
        line("");
        line("| | |");
        line("|---|---|");
        for (Field field : described(holder)) {
            try {
                line(
                        "| `%s` | %s |",
                        field.get(null), field.getAnnotation(Description.class).value());
            } catch (IllegalAccessException hidden) {
                throw new IllegalStateException(field + " is described, so it must be public", hidden);
            }
        }
    }

    private static List<Field> described(Class<?> holder) {
        List<Field> fields = new ArrayList<>();
        for (Field field : holder.getDeclaredFields()) {
            if (field.isAnnotationPresent(Description.class)) {
                fields.add(field);
            }
        }
        return fields;
    }

    private void members() {
        line("");
        line("## Ports of a member");
        line("");
        line("| Port | Name | |");
        line("|---|---|---|");
        for (Ports port : Ports.values()) {
            line("| %d | `%s` | %s |", port.number(), port.portName(), sentence(port.description()));
        }
    }

    private void line(String format, Object... values) {
        page.append(values.length == 0 ? format : String.format(Locale.ROOT, format, values))
                .append('\n');
    }
}

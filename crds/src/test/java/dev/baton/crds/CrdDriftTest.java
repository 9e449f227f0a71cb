package dev.baton.crds;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CrdDriftTest {
    private static final CustomResourceDefinition CRD = GeneratedCrd.generate();

    @Test
    void theCheckedInDefinitionIsTheOneOfTheTypes() throws JsonProcessingException {
        CheckedIn.at("crds/src/main/resources/dev/baton/crds/"
                        + CRD.getMetadata().getName() + ".yaml")
                .isWhatWeGenerate(yaml(CRD));
    }

    @Test
    void theChartInstallsThatDefinitionAndKeepsItOnUninstall() throws JsonProcessingException {
        CustomResourceDefinition kept = GeneratedCrd.generate();
        // Deleting the definition would delete every database with it.
        kept.getMetadata().setAnnotations(new TreeMap<>(Map.of("helm.sh/resource-policy", "keep")));
        CheckedIn.at("charts/baton/templates/crd.yaml")
                .isWhatWeGenerate("{{- if .Values.crds.enabled }}\n" + yaml(kept) + "{{- end }}\n");
    }

    @Test
    void everyListSaysHowItIsMerged() {
        List<String> without = new ArrayList<>();
        walk("", root(), (path, schema) -> {
            if ("array".equals(schema.getType()) && schema.getXKubernetesListType() == null) {
                without.add(path);
            }
        });
        assertThat(without).as("lists without x-kubernetes-list-type").isEmpty();
        assertThat(at("status", "conditions").getXKubernetesListMapKeys()).containsExactly("type");
        assertThat(at("status", "members").getXKubernetesListMapKeys()).containsExactly("name");
    }

    @Test
    void everyRefusalIsASentenceThatNamesTheWayOut() {
        List<String> messages = new ArrayList<>();
        walk("", root(), (path, schema) -> {
            for (ValidationRule rule : rules(schema)) {
                messages.add(rule.getMessage());
            }
        });
        assertThat(messages)
                .hasSizeGreaterThan(12)
                .doesNotHaveDuplicates()
                .allSatisfy(message -> assertThat(message)
                        .as("field, why: what to do")
                        .containsPattern(" must | can | is fixed | needs ")
                        .contains(": ")
                        .hasSizeGreaterThan(40));
    }

    @Test
    void everyFieldOfOursIsDescribed() {
        List<String> without = new ArrayList<>();
        walk("", root(), (path, schema) -> {
            boolean ofKubernetes = path.matches("spec\\.pod\\.(resources|affinity|tolerations|topologySpread).*\\..*")
                    || path.startsWith("spec.networkPolicy.clientsFrom[].");
            if (schema.getDescription() == null && !ofKubernetes && !path.endsWith("[]") && !path.endsWith("*")) {
                without.add(path);
            }
        });
        assertThat(without).isEmpty();
    }

    private static List<ValidationRule> rules(JSONSchemaProps schema) {
        return schema.getXKubernetesValidations() == null ? List.of() : schema.getXKubernetesValidations();
    }

    private static JSONSchemaProps root() {
        return CRD.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
    }

    private static JSONSchemaProps at(String... path) {
        JSONSchemaProps schema = root();
        for (String step : path) {
            schema = CrdFinish.property(schema, step);
        }
        return schema;
    }

    private interface Visitor {
        void visit(String path, JSONSchemaProps schema);
    }

    private static void walk(String path, JSONSchemaProps schema, Visitor visitor) {
        visitor.visit(path, schema);
        if (schema.getProperties() != null) {
            schema.getProperties()
                    .forEach((name, property) -> walk(path.isEmpty() ? name : path + "." + name, property, visitor));
        }
        if (schema.getItems() != null) {
            walk(path + "[]", schema.getItems().getSchema(), visitor);
        }
        if (schema.getAdditionalProperties() != null
                && schema.getAdditionalProperties().getSchema() != null) {
            walk(path + "*", schema.getAdditionalProperties().getSchema(), visitor);
        }
    }

    private static String yaml(Object object) throws JsonProcessingException {
        YAMLFactory plain = YAMLFactory.builder()
                .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                .disable(YAMLGenerator.Feature.SPLIT_LINES)
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .build();
        return new ObjectMapper(plain)
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .writeValueAsString(object);
    }
}

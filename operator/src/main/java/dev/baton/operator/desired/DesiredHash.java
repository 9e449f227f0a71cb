package dev.baton.operator.desired;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.baton.crds.Annotations;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A hash of what the operator wants of an object, kept in an annotation of it. Equal means: nothing to write. Comparing the objects
 * themselves would loop for ever on the fields the API server fills in. The operator's own version is no part of it, so that an upgrade of
 * the operator restarts no database.
 */
public final class DesiredHash {
    /** Of values, what is empty or absent is left out: a field that a later version adds changes no hash until somebody uses it. */
    private static final ObjectMapper VALUES = JsonMapper.builder()
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .serializationInclusion(JsonInclude.Include.NON_EMPTY)
            .build();

    private static final ObjectMapper CANONICAL = JsonMapper.builder()
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private DesiredHash() {}

    /** Writes the object's hash into its annotation. */
    public static <T extends HasMetadata> T stamp(T wanted) {
        return stamp(wanted, wanted);
    }

    /**
     * Writes the hash of {@code basis} into the annotation of {@code wanted}.
     *
     * @param basis {@code wanted} without what changes while the spec stays, such as the leader a Service selects
     */
    static <T extends HasMetadata> T stamp(T wanted, T basis) {
        String hash = of(basis);
        Map<String, String> annotations = new LinkedHashMap<>();
        if (wanted.getMetadata().getAnnotations() != null) {
            annotations.putAll(wanted.getMetadata().getAnnotations());
        }
        annotations.put(Annotations.DESIRED_HASH, hash);
        wanted.getMetadata().setAnnotations(annotations);
        return wanted;
    }

    /** The hash an object bears; null for none. */
    public static @Nullable String read(HasMetadata object) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        return annotations == null ? null : annotations.get(Annotations.DESIRED_HASH);
    }

    /** The hash of anything the API takes. */
    static String of(KubernetesResource object) {
        return of(CANONICAL, object);
    }

    /** The hash of some values by name. */
    static String of(Map<String, Object> values) {
        return of(VALUES, values);
    }

    private static String of(ObjectMapper mapper, Object object) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(mapper.writeValueAsString(object).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (JsonProcessingException | NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("what isn't JSON: " + object, impossible);
        }
    }
}

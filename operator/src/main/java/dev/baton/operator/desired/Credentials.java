package dev.baton.operator.desired;

import dev.baton.crds.spec.ReplicatedDatabaseSpec;
import dev.baton.crds.spec.VolumePolicy;
import dev.baton.operator.desired.Identity.Component;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The passwords of a database. A generated one is made once, and shares the fate of the volumes: the data is of no use without it. */
public final class Credentials {
    /** The key in the Secret. */
    public static final String PASSWORD = "password";

    /** The key of the password before, which is let in too while it is there. */
    public static final String PREVIOUS = "previousPassword";

    private Credentials() {}

    /** Name of the Secret with the clients' password. */
    public static String authSecret(Identity database, ReplicatedDatabaseSpec spec) {
        return spec.auth() != null && spec.auth().secretRef() != null
                ? spec.auth().secretRef().name()
                : database.names().authSecret();
    }

    /** Whether the operator makes the clients' password. */
    public static boolean generated(ReplicatedDatabaseSpec spec) {
        return spec.auth() == null || spec.auth().secretRef() == null;
    }

    public static Secret secret(Identity database, ReplicatedDatabaseSpec spec, String name, String password) {
        ObjectMetaBuilder metadata = spec.storage().retentionPolicy().whenDeleted() == VolumePolicy.DELETE
                ? database.owned(name, database.labels(Component.CREDENTIALS))
                : database.kept(name, database.labels(Component.CREDENTIALS));
        return new SecretBuilder()
                .withMetadata(metadata.build())
                .withType("Opaque")
                .withData(
                        Map.of(PASSWORD, Base64.getEncoder().encodeToString(password.getBytes(StandardCharsets.UTF_8))))
                .build();
    }

    /** The password in a Secret; null when it has none. */
    public static @Nullable String password(Secret secret) {
        return value(secret, PASSWORD);
    }

    /** The password before it; null when none is let in besides. */
    public static @Nullable String previous(Secret secret) {
        return value(secret, PREVIOUS);
    }

    private static @Nullable String value(Secret secret, String key) {
        String encoded = secret.getData() == null ? null : secret.getData().get(key);
        return encoded == null || encoded.isEmpty()
                ? null
                // A file's last line end is no part of the password; the members strip it too.
                : new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8).strip();
    }
}

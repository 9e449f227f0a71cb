package dev.baton.operator.act;

import dev.baton.crds.ConditionReason;
import dev.baton.crds.spec.ReplicatedDatabaseSpec;
import dev.baton.operator.desired.Credentials;
import dev.baton.operator.desired.Identity;
import dev.baton.operator.desired.Ownership;
import dev.baton.operator.status.Problem;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Makes the passwords of a database, once, and reads them. */
final class SecretKeeper {
    private static final int PASSWORD_BYTES = 24;

    private final KubernetesClient client;
    private final SecureRandom random = new SecureRandom();

    SecretKeeper(KubernetesClient client) {
        this.client = client;
    }

    /** @param password empty when there is a problem */
    record Kept(String password, @Nullable Problem problem) {}

    /** The password in a Secret of the operator's, which is made when it isn't there. */
    Kept generated(Identity database, ReplicatedDatabaseSpec spec, String name) {
        Secret secret = read(database, name);
        if (secret == null) {
            byte[] bytes = new byte[PASSWORD_BYTES];
            random.nextBytes(bytes);
            String password = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            try {
                secret = client.resource(Credentials.secret(database, spec, name, password))
                        .create();
            } catch (KubernetesClientException taken) {
                if (taken.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                    throw taken;
                }
                secret = read(database, name);
            }
        }
        if (secret == null || Ownership.of(secret, database) == Ownership.PREDECESSORS) {
            return new Kept(
                    "",
                    new Problem(
                            ConditionReason.NAME_TAKEN,
                            false,
                            "Secret " + name + " of an earlier database of this name is still being deleted"));
        }
        if (Ownership.of(secret, database) == Ownership.STRANGERS) {
            return new Kept(
                    "",
                    new Problem(
                            ConditionReason.NAME_TAKEN,
                            true,
                            "Secret " + name + " exists and isn't the operator's: delete or rename it, or name the"
                                    + " database otherwise"));
        }
        return password(secret, name);
    }

    /** The password in a Secret that the user named. */
    Kept given(Identity database, String name) {
        Secret secret = read(database, name);
        return secret == null
                ? new Kept(
                        "",
                        new Problem(
                                ConditionReason.SECRET_NOT_FOUND,
                                true,
                                "auth.secretRef names the Secret " + name
                                        + ", which doesn't exist: create it with the key " + Credentials.PASSWORD))
                : password(secret, name);
    }

    private static Kept password(Secret secret, String name) {
        String password = Credentials.password(secret);
        return password == null
                ? new Kept(
                        "",
                        new Problem(
                                ConditionReason.SECRET_NOT_FOUND,
                                true,
                                "Secret " + name + " has no key " + Credentials.PASSWORD + ": add it"))
                : new Kept(password, null);
    }

    private @Nullable Secret read(Identity database, String name) {
        return client.secrets().inNamespace(database.namespace()).withName(name).get();
    }
}

package dev.baton.operator.act;

import dev.baton.crds.Annotations;
import dev.baton.crds.ConditionReason;
import dev.baton.crds.Labels;
import dev.baton.crds.spec.ReplicatedDatabaseSpec;
import dev.baton.operator.desired.Credentials;
import dev.baton.operator.desired.Identity;
import dev.baton.operator.desired.Ownership;
import dev.baton.operator.status.Problem;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Makes the passwords of a database, reads them, and changes them when a person asks:
 *
 * <ol>
 *   <li>{@link Annotations#ROTATE} on the Secret: one write puts a new password in, and the old one beside it. Members let both in as soon as
 *       they read the Secret again, each in its own time; whoever meets one that hasn't yet says the old one.
 *   <li>When every client has had time to learn the new one, and every member has let this operator in by it, the old one is taken out: a
 *       member that doesn't read its Secret again, or is away, isn't locked out. A change asked for while members may still be without
 *       the last one waits: they would know neither of the two there are then.
 * </ol>
 */
final class SecretKeeper {
    private static final Logger LOG = Logger.getLogger(SecretKeeper.class);
    private static final int PASSWORD_BYTES = 24;
    /** For so long a kubelet may leave a member with the Secret before, and that one's passwords are all it lets in. */
    private static final Duration SPREAD = Duration.ofMinutes(5);

    private static final PatchContext MERGE = new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager(Labels.MANAGED_BY_VALUE)
            .build();

    private final KubernetesClient client;
    private final Clock clock;
    private final Duration keepPrevious;
    private final SecureRandom random = new SecureRandom();

    /** @param keepPrevious how long the password before a change is let in */
    SecretKeeper(KubernetesClient client, Clock clock, Duration keepPrevious) {
        this.client = client;
        this.clock = clock;
        this.keepPrevious = keepPrevious;
    }

    /** @param passwords the one to say, then those that are let in besides; empty when there is a problem */
    record Kept(List<String> passwords, @Nullable Problem problem) {
        private Kept(Problem problem) {
            this(List.of(), problem);
        }

        @Override
        public String toString() {
            return "Kept[problem=" + problem + "]";
        }
    }

    /**
     * The password in a Secret of the operator's, which is made when it isn't there.
     *
     * @param known whether all who must let somebody in by a password know it
     */
    Kept generated(Identity database, ReplicatedDatabaseSpec spec, String name, Predicate<String> known) {
        Secret secret = read(database, name);
        if (secret == null) {
            try {
                secret = client.resource(Credentials.secret(database, spec, name, newPassword()))
                        .create();
            } catch (KubernetesClientException taken) {
                if (taken.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                    return new Kept(Provisioner.refused("the API server refuses Secret " + name + ": ", true, taken));
                }
                if (taken.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                    throw taken;
                }
                secret = read(database, name);
            }
        }
        if (secret == null || Ownership.of(secret, database) == Ownership.PREDECESSORS) {
            return new Kept(new Problem(
                    ConditionReason.NAME_TAKEN,
                    false,
                    "Secret " + name + " of an earlier database of this name is still being deleted"));
        }
        if (Ownership.of(secret, database) == Ownership.STRANGERS) {
            return new Kept(new Problem(
                    ConditionReason.NAME_TAKEN,
                    true,
                    "Secret " + name + " exists and isn't the operator's: delete or rename it, or name the"
                            + " database otherwise"));
        }
        return password(changed(secret, known), name);
    }

    /** The Secret as it is after a step of a change of password, if one is due. */
    private Secret changed(Secret secret, Predicate<String> known) {
        Map<String, String> annotations =
                Objects.requireNonNullElse(secret.getMetadata().getAnnotations(), Map.of());
        String old = Credentials.password(secret);
        String rotated = annotations.get(Annotations.ROTATED);
        boolean both = Credentials.previous(secret) != null;
        boolean spreads = both && rotated != null && (!hasPassed(SPREAD, rotated) || old != null && !known.test(old));
        if ("true".equals(annotations.get(Annotations.ROTATE)) && old != null && !spreads) {
            LOG.infof("%s: a new password in Secret %s", secret.getMetadata().getNamespace(), name(secret));
            return patch(
                    secret,
                    "\"annotations\":{\"" + Annotations.ROTATE + "\":null,\"" + Annotations.ROTATED + "\":\""
                            + clock.instant().truncatedTo(ChronoUnit.SECONDS) + "\"}",
                    "\"" + Credentials.PASSWORD + "\":\"" + encoded(newPassword()) + "\",\"" + Credentials.PREVIOUS
                            + "\":\"" + encoded(old) + "\"");
        }
        if (both && rotated != null && hasPassed(keepPrevious, rotated)) {
            if (old != null && !known.test(old)) {
                LOG.infof(
                        "%s: the old password stays in Secret %s until every member lets the operator in by the new one",
                        secret.getMetadata().getNamespace(), name(secret));
                return secret;
            }
            LOG.infof(
                    "%s: the old password leaves Secret %s",
                    secret.getMetadata().getNamespace(), name(secret));
            return patch(secret, "\"annotations\":{}", "\"" + Credentials.PREVIOUS + "\":null");
        }
        return secret;
    }

    private boolean hasPassed(Duration time, String rotated) {
        try {
            return clock.instant().isAfter(Instant.parse(rotated).plus(time));
        } catch (DateTimeParseException editedByHand) {
            // A person took the old password's end into their own hands.
            return false;
        }
    }

    /** Only the Secret that was read: of two operators at once one makes the new password. */
    private Secret patch(Secret secret, String metadata, String data) {
        try {
            return client.secrets()
                    .inNamespace(secret.getMetadata().getNamespace())
                    .withName(name(secret))
                    .patch(
                            MERGE,
                            "{\"metadata\":{\"resourceVersion\":\""
                                    + secret.getMetadata().getResourceVersion() + "\"," + metadata + "},\"data\":{"
                                    + data + "}}");
        } catch (KubernetesClientException refused) {
            if (refused.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                // The passwords there are stay good: members are reached with them whatever becomes of the change.
                LOG.warnf(
                        "%s: Secret %s can't be changed, it is tried again: %s",
                        secret.getMetadata().getNamespace(), name(secret), refused.getMessage());
            }
            return secret;
        }
    }

    private String newPassword() {
        byte[] bytes = new byte[PASSWORD_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String encoded(String password) {
        return Base64.getEncoder().encodeToString(password.getBytes(StandardCharsets.UTF_8));
    }

    private static String name(Secret secret) {
        return secret.getMetadata().getName();
    }

    /** The password in a Secret that the user named. */
    Kept given(Identity database, String name) {
        Secret secret = read(database, name);
        return secret == null
                ? new Kept(new Problem(
                        ConditionReason.SECRET_NOT_FOUND,
                        true,
                        "auth.secretRef names the Secret " + name + ", which doesn't exist: create it with the key "
                                + Credentials.PASSWORD))
                : password(secret, name);
    }

    private static Kept password(Secret secret, String name) {
        String password = Credentials.password(secret);
        return password == null
                ? new Kept(new Problem(
                        ConditionReason.SECRET_NOT_FOUND,
                        true,
                        "Secret " + name + " has no key " + Credentials.PASSWORD + ": add it"))
                : new Kept(
                        Stream.of(password, Credentials.previous(secret))
                                .filter(Objects::nonNull)
                                .map(String.class::cast)
                                .toList(),
                        null);
    }

    private @Nullable Secret read(Identity database, String name) {
        return client.secrets().inNamespace(database.namespace()).withName(name).get();
    }
}

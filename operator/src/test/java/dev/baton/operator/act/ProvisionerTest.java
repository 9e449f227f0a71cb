package dev.baton.operator.act;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.crds.Annotations;
import dev.baton.crds.ConditionReason;
import dev.baton.crds.ReplicatedDatabase;
import dev.baton.crds.spec.ReplicatedDatabaseSpec;
import dev.baton.crds.spec.RetentionPolicy;
import dev.baton.crds.spec.Storage;
import dev.baton.crds.spec.VolumePolicy;
import dev.baton.operator.TestingApi;
import dev.baton.operator.observe.ClusterView;
import dev.baton.operator.observe.ReadYourWrites;
import dev.baton.operator.status.Problem;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the API server refuses must not keep the rest of a reconcile from being done: a failover comes after it. */
class ProvisionerTest {
    private static final String CORE = "/api/v1/namespaces/shop/";
    private static final String SETS = "/apis/apps/v1/namespaces/shop/statefulsets/";

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final SetClock clock = new SetClock();
    /** The control password that all members let the operator in by. */
    private String known = "";

    private TestingApi api;
    private EventPublisher events;

    @BeforeEach
    void start() throws IOException {
        api = new TestingApi();
        events = new EventPublisher(api.client, clock, "test");
    }

    @AfterEach
    void stop() {
        events.close();
        api.close();
    }

    @Test
    void what_is_refused_is_said_and_keeps_nothing_else_from_being_made() {
        api.refuse(
                403,
                "exceeded quota: volumes",
                write -> write.path().endsWith("persistentvolumeclaims/orders-1")
                        || write.path().endsWith("networkpolicies/orders-members"));
        Provisioned provided = provide(spec("1Gi", VolumePolicy.RETAIN));
        assertThat(provided.controlPasswords()).hasSize(1);
        assertThat(provided.problems()).extracting(Problem::reason).containsOnly(ConditionReason.OBJECT_REFUSED);
        assertThat(provided.problems())
                .extracting(Problem::message)
                .anyMatch(message -> message.contains("member orders-1") && message.contains("exceeded quota"))
                .anyMatch(message -> message.contains("NetworkPolicy orders-members"));
        assertThat(api.object(SETS + "orders-0").isMissingNode()).isFalse();
        assertThat(api.object(SETS + "orders-1").isMissingNode()).isTrue();
        assertThat(api.object(SETS + "orders-2").isMissingNode()).isFalse();
    }

    @Test
    void a_change_of_password_that_is_refused_leaves_the_one_there_is() {
        List<String> before = provide(spec("1Gi", VolumePolicy.RETAIN)).controlPasswords();
        askForAnotherPassword();
        api.refuse(
                422,
                "field is immutable when `immutable` is set",
                write -> write.path().contains("/secrets/"));
        Provisioned provided = provide(spec("1Gi", VolumePolicy.RETAIN));
        assertThat(provided.controlPasswords()).isEqualTo(before);
    }

    @Test
    void a_second_change_of_password_waits_while_members_may_know_only_the_one_before_the_first() {
        String first =
                provide(spec("1Gi", VolumePolicy.RETAIN)).controlPasswords().getFirst();
        askForAnotherPassword();
        List<String> changed = provide(spec("1Gi", VolumePolicy.RETAIN)).controlPasswords();
        assertThat(changed).hasSize(2).last().isEqualTo(first);
        askForAnotherPassword();
        clock.set(START.plus(Duration.ofMinutes(4)));
        assertThat(provide(spec("1Gi", VolumePolicy.RETAIN)).controlPasswords()).isEqualTo(changed);
        clock.set(START.plus(Duration.ofMinutes(6)));
        known = "nobody has answered to another one";
        assertThat(provide(spec("1Gi", VolumePolicy.RETAIN)).controlPasswords()).isEqualTo(changed);
        known = changed.getFirst();
        assertThat(provide(spec("1Gi", VolumePolicy.RETAIN)).controlPasswords())
                .hasSize(2)
                .last()
                .isEqualTo(changed.getFirst());
    }

    @Test
    void the_old_control_password_stays_until_its_time_is_over_and_every_member_knows_the_new_one() {
        provide(spec("1Gi", VolumePolicy.RETAIN));
        askForAnotherPassword();
        List<String> both = provide(spec("1Gi", VolumePolicy.RETAIN)).controlPasswords();
        assertThat(both).hasSize(2);
        clock.set(START.plus(Duration.ofMinutes(59)));
        known = both.getFirst();
        assertThat(provide(spec("1Gi", VolumePolicy.RETAIN)).controlPasswords()).isEqualTo(both);
        clock.set(START.plus(Duration.ofDays(2)));
        known = both.getLast();
        assertThat(provide(spec("1Gi", VolumePolicy.RETAIN)).controlPasswords()).isEqualTo(both);
        known = both.getFirst();
        assertThat(provide(spec("1Gi", VolumePolicy.RETAIN)).controlPasswords()).containsExactly(both.getFirst());
    }

    @Test
    void a_volume_that_may_not_grow_is_kept_when_the_database_is_deleted_if_the_spec_says_so() {
        provide(spec("1Gi", VolumePolicy.DELETE));
        assertThat(owners("orders-0")).isEqualTo(1);
        api.refuse(
                403,
                "only dynamically provisioned pvc can be resized",
                write -> write.path().contains("/persistentvolumeclaims/")
                        && write.body()
                                .at("/spec/resources/requests/storage")
                                .asText()
                                .equals("2Gi"));
        Provisioned provided = provide(spec("2Gi", VolumePolicy.RETAIN));
        assertThat(provided.problems()).extracting(Problem::reason).containsOnly(ConditionReason.VOLUME_NOT_EXPANDABLE);
        assertThat(owners("orders-0")).isZero();
    }

    @Test
    void a_quota_that_keeps_a_volume_from_growing_is_not_taken_for_its_class() {
        provide(spec("1Gi", VolumePolicy.RETAIN));
        api.refuse(403, "exceeded quota: storage", write -> write.path().contains("/persistentvolumeclaims/"));
        Provisioned provided = provide(spec("2Gi", VolumePolicy.RETAIN));
        assertThat(provided.problems()).extracting(Problem::reason).containsOnly(ConditionReason.OBJECT_REFUSED);
    }

    @Test
    void a_secret_that_may_not_be_made_is_named() {
        api.refuse(403, "exceeded quota: secrets", write -> write.path().contains("/secrets"));
        assertThat(provide(spec("1Gi", VolumePolicy.RETAIN)).problems())
                .extracting(Problem::message)
                .anyMatch(message -> message.contains("Secret orders-control") && message.contains("exceeded quota"));
    }

    @Test
    void where_nobody_answers_the_passwords_that_are_known_stay() {
        Provisioner provisioner = provisioner();
        Provisioned before = provisioner.provide(view(spec("1Gi", VolumePolicy.RETAIN), 1));
        assertThat(before.controlPasswords()).hasSize(1);
        api.vanish();
        Provisioned after = provisioner.provide(view(spec("1Gi", VolumePolicy.RETAIN), 2));
        assertThat(after.controlPasswords()).isEqualTo(before.controlPasswords());
        assertThat(after.problems()).extracting(Problem::reason).containsOnly(ConditionReason.OBJECT_REFUSED);
    }

    private void askForAnotherPassword() {
        ObjectNode metadata =
                (ObjectNode) api.object(CORE + "secrets/orders-control").get("metadata");
        metadata.withObject("/annotations").put(Annotations.ROTATE, "true");
    }

    private int owners(String volume) {
        return api.object(CORE + "persistentvolumeclaims/" + volume)
                .at("/metadata/ownerReferences")
                .size();
    }

    /** By an operator that knows nothing yet. */
    private Provisioned provide(ReplicatedDatabaseSpec spec) {
        return provisioner().provide(view(spec, 1));
    }

    private Provisioner provisioner() {
        return new Provisioner(
                api.client,
                new ReadYourWrites(),
                events,
                "node:1",
                null,
                false,
                clock,
                Duration.ofHours(1),
                (database, password) -> password.equals(known));
    }

    private static ClusterView view(ReplicatedDatabaseSpec spec, long generation) {
        ReplicatedDatabase database = new ReplicatedDatabase();
        database.setMetadata(new ObjectMetaBuilder()
                .withNamespace("shop")
                .withName("orders")
                .withUid("uid-1")
                .withGeneration(generation)
                .build());
        database.setSpec(spec);
        return new ClusterView(database, Map.of(), Map.of(), Map.of(), Map.of(), null);
    }

    private static ReplicatedDatabaseSpec spec(String size, VolumePolicy whenDeleted) {
        return new ReplicatedDatabaseSpec(
                3,
                null,
                null,
                new Storage(new Quantity(size), null, new RetentionPolicy(whenDeleted, VolumePolicy.RETAIN)),
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static final class SetClock extends Clock {
        private volatile Instant now = START;

        void set(Instant later) {
            now = later;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("it tells instants only");
        }
    }
}

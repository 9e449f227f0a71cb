package dev.baton.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.crds.ReplicatedDatabase;
import dev.baton.crds.spec.ReplicatedDatabaseSpec;
import dev.baton.crds.spec.Storage;
import dev.baton.operator.Settings;
import dev.baton.operator.TestSettings;
import dev.baton.operator.TestingApi;
import dev.baton.operator.lease.OperatorLease;
import dev.baton.operator.members.Answer;
import dev.baton.operator.members.DatabaseKey;
import dev.baton.operator.members.MemberNews;
import dev.baton.operator.members.MemberTarget;
import dev.baton.operator.members.Members;
import dev.baton.operator.members.Order;
import dev.baton.protocol.MemberName;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DatabaseReconcilerTest {
    private final Set<DatabaseKey> watched = new HashSet<>();
    private TestingApi api;
    private Wiring wiring;
    private DatabaseReconciler reconciler;

    @BeforeEach
    void start() throws IOException {
        api = new TestingApi();
        Settings settings = new TestSettings(null, null, false);
        wiring = new Wiring(api.client, new SimpleMeterRegistry(), settings, reached -> new FailingMembers());
        OperatorLease lease = new OperatorLease(api.client, settings);
        lease.compete(() -> {}, () -> {});
        reconciler = new DatabaseReconciler(wiring, lease);
    }

    @AfterEach
    void stop() {
        wiring.close();
        api.close();
    }

    @Test
    void a_database_that_is_deleted_during_a_round_that_fails_is_forgotten() {
        assertThatThrownBy(() -> reconciler.reconcile(orders(), context(Optional.empty())))
                .hasMessage("told nothing");
        assertThat(watched).isEmpty();
    }

    @Test
    void one_that_is_there_is_remembered_when_a_round_fails() {
        assertThatThrownBy(() -> reconciler.reconcile(orders(), context(Optional.of(orders()))))
                .hasMessage("told nothing");
        assertThat(watched).hasSize(1);
    }

    private static ReplicatedDatabase orders() {
        ReplicatedDatabase database = new ReplicatedDatabase();
        database.setMetadata(new ObjectMetaBuilder()
                .withNamespace("shop")
                .withName("orders")
                .withUid("uid-1")
                .withGeneration(1L)
                .build());
        database.setSpec(new ReplicatedDatabaseSpec(
                1, null, null, new Storage(new Quantity("1Gi"), null, null), "node:1", null, null, null, null, null));
        return database;
    }

    /** Caches without any object but, perhaps, the database. */
    @SuppressWarnings("unchecked") // a proxy has no type parameters
    private static Context<ReplicatedDatabase> context(Optional<ReplicatedDatabase> cached) {
        Object cache = Proxy.newProxyInstance(
                Context.class.getClassLoader(), new Class<?>[] {IndexerResourceCache.class}, (proxy, method, given) -> {
                    return cached;
                });
        return (Context<ReplicatedDatabase>) Proxy.newProxyInstance(
                Context.class.getClassLoader(),
                new Class<?>[] {Context.class},
                (proxy, method, given) -> switch (method.getName()) {
                    case "getPrimaryCache" -> cache;
                    case "getSecondaryResources" -> Set.of();
                    case "getSecondaryResourcesAsStream" -> Stream.of();
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private final class FailingMembers implements Members {
        @Override
        public void watch(DatabaseKey database, SortedMap<MemberName, MemberTarget> targets) {
            watched.add(database);
        }

        @Override
        public void pace(DatabaseKey database, long millis) {}

        @Override
        public Map<MemberName, MemberNews> news(DatabaseKey database) {
            throw new IllegalStateException("told nothing");
        }

        @Override
        public List<Answer> tell(DatabaseKey database, List<Order> orders) {
            return List.of();
        }

        @Override
        public boolean allKnow(DatabaseKey database, String password) {
            return false;
        }

        @Override
        public void forget(DatabaseKey database) {
            watched.remove(database);
        }
    }
}

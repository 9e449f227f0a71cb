package dev.baton.operator.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.operator.TestSettings;
import dev.baton.operator.TestingApi;
import io.quarkus.runtime.ShutdownEvent;
import java.io.IOException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing may end the competition silently: an operator that never acts again looks as healthy as one that watches. */
class OperatorLeaseTest {
    private static final String PATH = "/apis/coordination.k8s.io/v1/namespaces/baton/leases/baton-operator";

    private TestingApi api;
    private OperatorLease lease;

    @BeforeEach
    void start() throws IOException {
        api = new TestingApi();
        lease = new OperatorLease(api.client, new TestSettings(null, "baton", true));
    }

    @AfterEach
    void stop() {
        lease.release(new ShutdownEvent());
        api.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"spec\":{}", ",\"spec\":{\"holderIdentity\":\"somebody\"}"})
    void a_lease_that_does_not_say_until_when_is_free(String spec) {
        api.put(
                PATH,
                "{\"apiVersion\":\"coordination.k8s.io/v1\",\"kind\":\"Lease\",\"metadata\":{\"namespace\":\"baton\",\"name\":\"baton-operator\"}"
                        + spec + "}");
        lease.compete(() -> {}, () -> {});
        awaitHeld();
        assertThat(api.object(PATH).at("/spec/holderIdentity").asText()).startsWith("baton-operator_");
    }

    @Test
    void it_is_renewed_though_who_is_told_fails() {
        lease.compete(
                () -> {
                    throw new IllegalStateException("not ready to hear of it");
                },
                () -> {});
        awaitHeld();
        String acquired = api.object(PATH).at("/spec/renewTime").asText();
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> lease.isHeld()
                        && !api.object(PATH).at("/spec/renewTime").asText().equals(acquired));
    }

    private void awaitHeld() {
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(lease::isHeld);
    }
}

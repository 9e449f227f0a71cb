package dev.baton.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.crds.ConditionReason;
import dev.baton.crds.ConditionType;
import dev.baton.crds.EventReason;
import dev.baton.crds.spec.ReplicationMode;
import dev.baton.crds.status.RequestReason;
import dev.baton.crds.status.RequestState;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Mistakes get a clear answer and lose nothing. */
@OnKind
class BadInputE2E {
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final Scene scene;
    private Database healthy;
    private Database classless;
    private Database imageless;

    BadInputE2E(Scene scene) {
        this.scene = scene;
        this.healthy = new Database(scene, "healthy");
        this.classless = new Database(scene, "classless");
        this.imageless = new Database(scene, "imageless");
    }

    @BeforeAll
    void oneGoodDatabaseAmongBadOnes() {
        classless = single("classless").storageClass("no-such-class").apply();
        imageless = single("imageless").image("baton-node:no-such-tag").apply();
        healthy = single("healthy").apply().awaitReady();
    }

    @Test
    void aStorageClassThatDoesNotExistIsNamed() {
        classless.awaitCondition(ConditionType.READY, ConditionReason.STORAGE_CLASS_NOT_FOUND, ANSWER);
        classless.awaitEvent(EventReason.STORAGE_CLASS_NOT_FOUND, ANSWER);
        assertThat(classless.condition(ConditionType.READY).orElseThrow().getMessage())
                .contains("no-such-class");
        assertThat(classless.is(ConditionType.AVAILABLE)).isFalse();
        assertThat(classless.status().failoverHistory()).isEmpty();
    }

    @Test
    void anImageThatDoesNotStartIsNamed() {
        imageless.awaitCondition(ConditionType.READY, ConditionReason.IMAGE_NOT_STARTING, ANSWER);
        imageless.awaitEvent(EventReason.IMAGE_NOT_STARTING, ANSWER);
        assertThat(imageless.condition(ConditionType.READY).orElseThrow().getMessage())
                .contains("no-such-tag");
        assertThat(imageless.is(ConditionType.AVAILABLE)).isFalse();
        assertThat(imageless.status().failoverHistory()).isEmpty();
    }

    @Test
    void aRequestForAnUnknownMemberIsRefusedAndChangesNothing() {
        long epoch = healthy.epoch();
        ClientPod client = healthy.workload().clients(1, 20).start("client");

        healthy.switchoverTo("healthy-9");
        healthy.awaitStatus(
                "the request is refused",
                ANSWER,
                status -> !status.requests().isEmpty()
                        && status.requests().getFirst().state() == RequestState.REFUSED);

        assertThat(healthy.newestRequest().orElseThrow()).satisfies(request -> {
            assertThat(request.reason()).isEqualTo(RequestReason.UNKNOWN_MEMBER);
            assertThat(request.message()).contains("healthy-9");
        });
        healthy.awaitEvent(EventReason.REQUEST_REFUSED, ANSWER);
        client.awaitMore(50);
        ClientReport report = client.stop();
        assertThat(report.verdict().violations()).isEmpty();
        assertThat(report.summary().longestGapMillis()).isLessThan(1500);
        assertThat(healthy.epoch()).isEqualTo(epoch);
        assertThat(healthy.failoversSince(epoch)).isEmpty();
        assertThat(healthy.is(ConditionType.READY)).isTrue();
    }

    private DatabaseDraft single(String name) {
        return scene.database(name).replicas(1).mode(ReplicationMode.ASYNCHRONOUS);
    }
}

package dev.baton.operator.act;

import dev.baton.crds.EventReason;
import dev.baton.crds.ReplicatedDatabase;
import dev.baton.operator.desired.Identity;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/**
 * Tells a database's story in events. Publishing never delays a step: one thread writes them in order, and an event that can't be written is
 * logged, which it is in any case.
 */
public final class EventPublisher implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(EventPublisher.class);
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final int NOTE_LENGTH = 1000;

    private final KubernetesClient client;
    private final Clock clock;
    private final String instance;
    private final Map<String, String> last = new ConcurrentHashMap<>();
    private final ExecutorService writer =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("events").factory());

    /** @param instance names this operator process */
    public EventPublisher(KubernetesClient client, Clock clock, String instance) {
        this.client = client;
        this.clock = clock;
        this.instance = instance;
    }

    /** Publishes, unless the same was the last thing said for this reason. */
    public void publish(Identity database, EventReason reason, boolean warning, String message) {
        String before = last.put(database.uid() + reason, message);
        if (message.equals(before)) {
            return;
        }
        LOG.logf(
                warning ? Logger.Level.WARN : Logger.Level.INFO,
                "%s/%s %s: %s",
                database.namespace(),
                database.name(),
                reason.label(),
                message);
        Event event = event(database, reason, warning, message);
        writer.execute(() -> {
            try {
                client.events()
                        .v1()
                        .events()
                        .inNamespace(database.namespace())
                        .resource(event)
                        .create();
            } catch (KubernetesClientException failure) {
                LOG.warnf(
                        "%s/%s: an event could not be written: %s",
                        database.namespace(), database.name(), failure.getMessage());
            }
        });
    }

    /** What was last said for this reason may be said again. */
    public void over(Identity database, EventReason reason) {
        last.remove(database.uid() + reason);
    }

    public void forget(String uid) {
        last.keySet().removeIf(key -> key.startsWith(uid));
    }

    private Event event(Identity database, EventReason reason, boolean warning, String message) {
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(database.namespace())
                .withName(database.name() + "." + UUID.randomUUID().toString().substring(0, 13))
                .endMetadata()
                .withEventTime(new MicroTime(MICROS.format(clock.instant())))
                .withReportingController("baton.dev/operator")
                .withReportingInstance(instance)
                .withAction("Reconcile")
                .withType(warning ? "Warning" : "Normal")
                .withReason(reason.label())
                .withNote(message.length() <= NOTE_LENGTH ? message : message.substring(0, NOTE_LENGTH) + "…")
                .withNewRegarding()
                .withApiVersion(ReplicatedDatabase.GROUP + "/" + ReplicatedDatabase.VERSION)
                .withKind(ReplicatedDatabase.KIND)
                .withNamespace(database.namespace())
                .withName(database.name())
                .withUid(database.uid())
                .endRegarding()
                .build();
    }

    @Override
    public void close() {
        writer.shutdown();
    }
}

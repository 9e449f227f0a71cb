package dev.baton.operator.act;

import dev.baton.crds.ReplicatedDatabase;
import dev.baton.crds.status.ReplicatedDatabaseStatus;
import dev.baton.operator.observe.ReadYourWrites;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import org.jboss.logging.Logger;

/**
 * Writes the status, if it changed. Written as a whole and only onto the version it was made from: another operator's record of a request
 * is never overwritten, and a stale cache makes a conflict, not a second request.
 */
public final class StatusWriter {
    private static final Logger LOG = Logger.getLogger(StatusWriter.class);

    private final KubernetesClient client;
    private final ReadYourWrites writes;

    public StatusWriter(KubernetesClient client, ReadYourWrites writes) {
        this.client = client;
        this.writes = writes;
    }

    /** @return whether the status stands as given */
    public boolean publish(ReplicatedDatabase database, ReplicatedDatabaseStatus status) {
        if (status.equals(database.getStatus())) {
            return true;
        }
        ReplicatedDatabase wanted = new ReplicatedDatabase();
        wanted.setMetadata(database.getMetadata());
        wanted.setSpec(database.getSpec());
        wanted.setStatus(status);
        try {
            ReplicatedDatabase written = client.resource(wanted).updateStatus();
            writes.wrote(database, written);
            return true;
        } catch (KubernetesClientException failure) {
            if (failure.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                // Changed meanwhile: that change is an event of its own and brings us back.
                LOG.debugf(
                        "%s: changed while its status was made",
                        database.getMetadata().getName());
                return false;
            }
            if (failure.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return false;
            }
            throw failure;
        }
    }
}

package dev.baton.operator.reconcile;

import dev.baton.crds.ReplicatedDatabase;
import dev.baton.operator.members.DatabaseKey;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.util.function.Consumer;

/** Brings news of the members, who are no Kubernetes objects, to the reconciler; and notices that a database is gone. */
final class MemberEvents extends SimpleInboundEventSource<ReplicatedDatabase>
        implements ResourceEventAware<ReplicatedDatabase> {
    private final Consumer<ReplicatedDatabase> gone;

    MemberEvents(Consumer<ReplicatedDatabase> gone) {
        super("members");
        this.gone = gone;
    }

    void news(DatabaseKey database) {
        // Before the start nobody listens; the first reconcile looks anyway.
        if (isRunning()) {
            propagateEvent(new ResourceID(database.name(), database.namespace()));
        }
    }

    @Override
    public void onResourceDeleted(ReplicatedDatabase database) {
        gone.accept(database);
    }
}

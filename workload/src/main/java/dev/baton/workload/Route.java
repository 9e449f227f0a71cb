package dev.baton.workload;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Says where the next connection goes. Asked at each connection, by many threads at once. Empty: nobody is to be asked now, which
 * a client counts as refused, as it counts a connection that nobody accepts.
 */
@FunctionalInterface
public interface Route {
    Optional<Endpoint> next();

    /** Always the first, then the second, … and again: how a client finds the leader where no Service does it for it. */
    static Route around(List<Endpoint> endpoints) {
        AtomicInteger turn = new AtomicInteger();
        return () -> endpoints.isEmpty()
                ? Optional.empty()
                : Optional.of(endpoints.get(Math.floorMod(turn.getAndIncrement(), endpoints.size())));
    }

    static Route to(Endpoint endpoint) {
        return () -> Optional.of(endpoint);
    }
}

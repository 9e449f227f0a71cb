package dev.baton.operator.lease;

import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.RegisteredController;
import io.javaoperatorsdk.operator.RuntimeInfo;
import io.javaoperatorsdk.operator.health.InformerWrappingEventSourceHealthIndicator;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Fails when only a restart helps: nobody competes for the lease any more, or an informer stopped for good. An API server that doesn't
 * answer is none of these: informers try again until it does, and a restart would only lose what is known.
 */
@org.eclipse.microprofile.health.Liveness
@Singleton
public class Liveness implements HealthCheck {
    private final OperatorLease lease;
    private final RuntimeInfo operator;

    @Inject
    public Liveness(OperatorLease lease, Operator operator) {
        this.lease = lease;
        this.operator = operator.getRuntimeInfo();
    }

    @Override
    public HealthCheckResponse call() {
        List<String> stopped = operator.isStarted() ? stoppedInformers() : List.of();
        return answer(operator.isStarted(), lease.isHeld(), lease.isCompeting(), stopped);
    }

    static HealthCheckResponse answer(boolean started, boolean leads, boolean competes, List<String> stoppedInformers) {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("leads or watches")
                .withData("leads", leads)
                .withData("competes", competes);
        if (!stoppedInformers.isEmpty()) {
            answer.withData("stopped", String.join(", ", stoppedInformers));
        }
        return answer.status(!started || (leads || competes) && stoppedInformers.isEmpty())
                .build();
    }

    private List<String> stoppedInformers() {
        List<String> stopped = new ArrayList<>();
        for (RegisteredController<?> controller : operator.getRegisteredControllers()) {
            controller
                    .getControllerHealthInfo()
                    .informerEventSourceHealthIndicators()
                    .forEach((source, informers) -> {
                        InformerWrappingEventSourceHealthIndicator<?> wrapped = informers;
                        wrapped.informerHealthIndicators().forEach((namespace, informer) -> {
                            if (!informer.isRunning()) {
                                stopped.add(source + " in " + namespace);
                            }
                        });
                    });
        }
        return stopped;
    }
}

package dev.baton.operator.reconcile;

import dev.baton.operator.act.Provisioned;
import dev.baton.operator.decide.Plan;
import dev.baton.operator.observe.ClusterView;
import dev.baton.operator.observe.Observation;
import dev.baton.operator.observe.PodViews;
import dev.baton.operator.status.Account;
import dev.baton.operator.status.Chronicle;
import dev.baton.operator.status.Place;
import dev.baton.protocol.MemberName;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;

/** Gathers what a status is made of. */
final class Accounts {
    private Accounts() {}

    static Account of(
            ClusterView view, Observation seen, Plan plan, Chronicle chronicle, Provisioned provided, Clock clock) {
        Map<MemberName, Place> places = new TreeMap<>();
        view.pods()
                .forEach((member, pod) -> places.put(
                        new MemberName(member),
                        new Place(
                                pod.getMetadata().getName(),
                                pod.getSpec() == null ? null : pod.getSpec().getNodeName(),
                                PodViews.ready(pod))));
        return new Account(
                view.identity().name(),
                view.database().getMetadata().getGeneration(),
                view.database().getStatus(),
                seen,
                plan.verdict(),
                chronicle,
                places,
                provided.image(),
                provided.problems(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }
}

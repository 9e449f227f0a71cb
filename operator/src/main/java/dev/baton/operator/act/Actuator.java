package dev.baton.operator.act;

import dev.baton.crds.Annotations;
import dev.baton.crds.EventReason;
import dev.baton.crds.Labels;
import dev.baton.crds.ObjectNames;
import dev.baton.crds.ReplicatedDatabase;
import dev.baton.crds.status.FailoverReport;
import dev.baton.operator.decide.Action;
import dev.baton.operator.decide.Milestone;
import dev.baton.operator.decide.Plan;
import dev.baton.operator.desired.Identity;
import dev.baton.operator.members.Answer;
import dev.baton.operator.members.MemberNews;
import dev.baton.operator.members.Members;
import dev.baton.operator.members.Order;
import dev.baton.operator.members.Significance;
import dev.baton.operator.observe.ClusterView;
import dev.baton.operator.observe.ReadYourWrites;
import dev.baton.operator.observe.RequestState;
import dev.baton.operator.observe.RequestType;
import dev.baton.operator.record.RecordStore;
import dev.baton.operator.status.ApiWords;
import dev.baton.operator.status.Chronicle;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberRole;
import dev.baton.protocol.MemberStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Carries out plans. Everything in a plan may be done again by another operator at the same time; that is harmless, since the record is
 * swapped by version, members obey by epoch, and the rest says what shall be, not what shall change.
 */
public final class Actuator {
    private static final Logger LOG = Logger.getLogger(Actuator.class);
    private static final PatchContext MERGE = new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager(Labels.MANAGED_BY_VALUE)
            .build();
    private static final PatchContext JSON = new PatchContext.Builder()
            .withPatchType(PatchType.JSON)
            .withFieldManager(Labels.MANAGED_BY_VALUE)
            .build();

    private final KubernetesClient client;
    private final Members members;
    private final RecordStore records;
    private final EventPublisher events;
    private final ReadYourWrites writes;
    private final Clock clock;
    private final RetiredVolumes volumes;

    public Actuator(
            KubernetesClient client,
            Members members,
            RecordStore records,
            EventPublisher events,
            ReadYourWrites writes,
            Clock clock) {
        this.client = client;
        this.members = members;
        this.records = records;
        this.events = events;
        this.writes = writes;
        this.clock = clock;
        this.volumes = new RetiredVolumes(client, writes);
    }

    public Outcome carryOut(ClusterView view, Plan plan, Chronicle chronicle) {
        // Members are told while the API server is written to: neither waits for the other, and neither's outage stops
        // the other.
        List<Action.Tell> told = plan.actions().stream()
                .filter(Action.Tell.class::isInstance)
                .map(Action.Tell.class::cast)
                .toList();
        FutureTask<Boolean> telling = new FutureTask<>(() -> tell(view, told));
        Thread.ofVirtual().name("tell-" + view.key()).start(telling);
        Chronicle story = chronicle;
        boolean progress = false;
        for (Action action : plan.actions()) {
            LOG.debugf("%s: %s", view.key(), action);
            story = narrated(view, action, story);
            try {
                progress |= carriedOut(view, action);
            } catch (KubernetesClientException failure) {
                // The next plan holds the action again, if it is still right then.
                LOG.warnf("%s: %s failed, it is tried again: %s", view.key(), action, failure.getMessage());
            }
        }
        boolean heard = await(telling);
        return new Outcome(story, progress || heard || !story.requests().equals(chronicle.requests()));
    }

    /** @return whether anything is different now */
    private boolean carriedOut(ClusterView view, Action action) {
        return switch (action) {
            case Action.CreateRecord create -> {
                LOG.infof("%s: %s (%s)", view.key(), create.record(), create.reason());
                records.create(view.identity(), create.record());
                yield true;
            }
            case Action.SwapRecord swap -> {
                LOG.infof("%s: %s (%s)", view.key(), swap.record(), swap.reason());
                records.swap(view.identity(), swap.expectedVersion(), swap.record());
                yield true;
            }
            case Action.ReadRecordAgain again -> {
                records.readAgain(view.identity());
                yield true;
            }
            case Action.RouteLeader route -> routeLeader(view, route);
            case Action.LabelRoles label -> labelRoles(view, label);
            case Action.RemoveAnnotation removal -> removeAnnotation(view, removal);
            case Action.ReplacePod replaced -> replacePod(view, replaced);
            case Action.RetireMember retired ->
                volumes.retire(view, retired.member().value());
            case Action.Tell told -> false; // under way
            case Action.RecordRequest noted -> false; // narrated
            case Action.UpdateRequest noted -> false;
            case Action.Mark noted -> false;
            case Action.Report noted -> false;
        };
    }

    /** The story with what this action adds to it. */
    private Chronicle narrated(ClusterView view, Action action, Chronicle story) {
        switch (action) {
            case Action.RecordRequest recorded -> {
                return story.with(recorded, UUID.randomUUID().toString().substring(0, 8), now());
            }
            case Action.UpdateRequest update -> {
                Chronicle further = story.with(update, now());
                publish(view, update, further);
                return further;
            }
            case Action.Mark mark -> {
                Chronicle further = story.with(mark, now());
                if (!further.equals(story)) {
                    reached(view.identity(), mark, further);
                }
                return further;
            }
            case Action.Report report -> {
                events.publish(
                        view.identity(),
                        ApiWords.of(report.kind()),
                        report.kind().warning(),
                        report.message());
                return story;
            }
            default -> {
                return story;
            }
        }
    }

    private static boolean await(FutureTask<Boolean> telling) {
        try {
            return telling.get(); // bounded by the members' timeouts
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException bug) {
            throw new IllegalStateException("telling members failed", bug);
        }
    }

    /** @return whether an answer said anything new */
    private boolean tell(ClusterView view, List<Action.Tell> told) {
        if (told.isEmpty()) {
            return false;
        }
        Map<MemberName, MemberNews> before = members.news(view.key());
        List<Answer> answers = members.tell(
                view.key(),
                told.stream()
                        .map(tell -> new Order(tell.member(), tell.command()))
                        .toList());
        boolean news = false;
        for (int i = 0; i < told.size(); i++) {
            Action.Tell tell = told.get(i);
            switch (answers.get(i)) {
                case Answer.Obeyed obeyed -> news |= changed(before.get(tell.member()), obeyed.status());
                case Answer.Refused refused ->
                    LOG.infof("%s: %s refused %s: %s", view.key(), tell.member(), tell.command(), refused.error());
                case Answer.Unknown unknown ->
                    LOG.debugf("%s: %s to %s: %s", view.key(), tell.command(), tell.member(), unknown.why());
            }
        }
        return news;
    }

    private static boolean changed(@Nullable MemberNews before, MemberStatus after) {
        if (before == null || before.status() == null || before.silentMillis() > 0) {
            return true;
        }
        return Significance.differ(before.status(), after);
    }

    /** One write: it reaches clients several times sooner than one that follows another change of the Service or its endpoints. */
    private boolean routeLeader(ClusterView view, Action.RouteLeader route) {
        String name = view.identity().names().leaderService();
        Service before = view.services().get(name);
        Service after = client.services()
                .inNamespace(view.identity().namespace())
                .withName(name)
                .patch(MERGE, "{\"spec\":{\"selector\":{\"" + Labels.MEMBER + "\":\"" + route.member() + "\"}}}");
        if (after == null) {
            return false;
        }
        writes.wrote(before, after);
        LOG.infof("%s: %s selects %s (%s)", view.key(), name, route.member(), route.reason());
        return true;
    }

    /** Its StatefulSet makes it anew. Read fresh: it may have been replaced since it was seen. */
    private boolean replacePod(ClusterView view, Action.ReplacePod replace) {
        Pod pod = client.pods()
                .inNamespace(view.identity().namespace())
                .withName(ObjectNames.podOf(replace.member().value()))
                .get();
        if (pod == null
                || !pod.getMetadata().getUid().equals(replace.podUid())
                || pod.getMetadata().getDeletionTimestamp() != null) {
            return false;
        }
        LOG.infof("%s: deletes pod %s (%s)", view.key(), pod.getMetadata().getName(), replace.reason());
        client.resource(pod)
                .lockResourceVersion(pod.getMetadata().getResourceVersion())
                .delete();
        return true;
    }

    private boolean labelRoles(ClusterView view, Action.LabelRoles label) {
        boolean progress = false;
        for (Map.Entry<MemberName, MemberRole> role : label.roles().entrySet()) {
            Pod before = view.pods().get(role.getKey().value());
            if (before == null) {
                continue;
            }
            try {
                Pod after = client.pods()
                        .inNamespace(view.identity().namespace())
                        .withName(before.getMetadata().getName())
                        .patch(
                                MERGE,
                                "{\"metadata\":{\"uid\":\""
                                        + before.getMetadata().getUid() + "\",\"labels\":{\"" + Labels.ROLE + "\":\""
                                        + role.getValue().label() + "\"}}}");
                if (after != null) {
                    writes.wrote(before, after);
                    progress = true;
                }
            } catch (KubernetesClientException gone) {
                // Deleted or replaced since it was seen: the next observation has its successor.
                if (gone.getCode() != HttpURLConnection.HTTP_NOT_FOUND
                        && gone.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                    throw gone;
                }
            }
        }
        return progress;
    }

    /** Tests the value it removes: an annotation set anew in between is another request. */
    private boolean removeAnnotation(ClusterView view, Action.RemoveAnnotation removal) {
        String pointer = "/metadata/annotations/";
        String name = pointer(removal.annotation().type().annotation());
        List<String> operations = new ArrayList<>();
        Map<String, String> present = view.database().getMetadata().getAnnotations();
        if (present != null && present.containsKey(removal.annotation().type().annotation())) {
            operations.add(
                    operation("test", pointer + name, removal.annotation().value()));
            operations.add(operation("remove", pointer + name, null));
        }
        String loss = removal.annotation().acceptDataLoss();
        if (loss != null) {
            String beside = pointer + pointer(Annotations.ACCEPT_DATA_LOSS);
            operations.add(operation("test", beside, loss));
            operations.add(operation("remove", beside, null));
        }
        String patch = "[" + String.join(",", operations) + "]";
        ReplicatedDatabase before = view.database();
        try {
            ReplicatedDatabase after = client.resources(ReplicatedDatabase.class)
                    .inNamespace(view.identity().namespace())
                    .withName(view.identity().name())
                    .patch(JSON, patch);
            if (after != null) {
                writes.wrote(before, after);
            }
            return true;
        } catch (KubernetesClientException changed) {
            if (changed.getCode() == 422 || changed.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                LOG.infof("%s: annotation %s changed meanwhile", view.key(), removal.annotation());
                return false;
            }
            throw changed;
        }
    }

    private static String operation(String what, String path, @Nullable String value) {
        return "{\"op\":\"" + what + "\",\"path\":\"" + path + "\""
                + (value == null ? "" : ",\"value\":" + JsonText.quoted(value)) + "}";
    }

    private static String pointer(String annotation) {
        return annotation.replace("~", "~0").replace("/", "~1");
    }

    private void publish(ClusterView view, Action.UpdateRequest update, Chronicle story) {
        EventReason reason = reason(update, story);
        if (reason != null) {
            boolean warning = update.state() != RequestState.ACCEPTED && update.state() != RequestState.SUCCEEDED;
            String message = update.message().isEmpty() ? update.code().label() : update.message();
            events.over(view.identity(), reason);
            events.publish(view.identity(), reason, warning, message);
        }
    }

    private static @Nullable EventReason reason(Action.UpdateRequest update, Chronicle story) {
        boolean switchover = story.requests().stream()
                .anyMatch(request -> request.id().equals(update.id())
                        && request.type().name().equals(RequestType.SWITCHOVER.name()));
        return switch (update.state()) {
            case PENDING -> null;
            case ACCEPTED -> EventReason.REQUEST_ACCEPTED;
            case SUCCEEDED -> switchover ? EventReason.SWITCHOVER_COMPLETED : null;
            case REFUSED -> EventReason.REQUEST_REFUSED;
            case ROLLED_BACK, FAILED -> switchover ? EventReason.SWITCHOVER_ROLLED_BACK : EventReason.REQUEST_REFUSED;
        };
    }

    private void reached(Identity database, Action.Mark mark, Chronicle story) {
        FailoverReport report = story.report(mark.succession().epoch());
        if (report == null || mark.milestone() != Milestone.SERVING) {
            return;
        }
        Instant from = report.detectedTime();
        Instant to = report.servingTime();
        String took = from == null || to == null
                ? ""
                : ", " + Duration.between(from, to).toMillis() + " ms after it was "
                        + switch (report.type()) {
                            case FAILOVER -> "found that " + report.from() + " was lost";
                            case SWITCHOVER -> "taken from " + report.from();
                            case START -> "begun";
                        };
        events.publish(
                database,
                EventReason.FAILOVER_COMPLETED,
                false,
                report.to() + " accepts writes in epoch " + report.epoch() + took);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}

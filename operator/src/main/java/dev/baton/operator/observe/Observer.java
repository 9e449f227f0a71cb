package dev.baton.operator.observe;

import dev.baton.crds.Labels;
import dev.baton.crds.status.ReplicatedDatabaseStatus;
import dev.baton.crds.status.RequestReport;
import dev.baton.operator.desired.ClientServices;
import dev.baton.operator.desired.MemberVolume;
import dev.baton.operator.members.MemberNews;
import dev.baton.operator.members.MemberTarget;
import dev.baton.operator.members.Members;
import dev.baton.operator.record.RecordStore;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberRole;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.Ports;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Puts together what is known of a database. Takes no action, and waits for no member. */
public final class Observer {
    private final Members members;
    private final RecordStore records;
    private final Predicate<String> nodeIsReady;
    private final Map<String, RequestAges> ages = new ConcurrentHashMap<>();

    public Observer(Members members, RecordStore records, Predicate<String> nodeIsReady) {
        this.members = members;
        this.records = records;
        this.nodeIsReady = nodeIsReady;
    }

    /** Where each member is reached, for {@link Members#watch}. */
    public static SortedMap<MemberName, MemberTarget> targets(ClusterView view, List<String> controlPasswords) {
        SortedMap<MemberName, MemberTarget> targets = new TreeMap<>();
        for (MemberName name : names(view)) {
            Pod pod = view.pods().get(name.value());
            String ip = pod == null || pod.getStatus() == null
                    ? null
                    : pod.getStatus().getPodIP();
            targets.put(
                    name,
                    new MemberTarget(
                            ip == null || ip.isEmpty() ? null : ip,
                            Ports.CONTROL.number(),
                            controlPasswords,
                            volumeUid(view, name),
                            PodViews.runningContainer(pod)));
        }
        return targets;
    }

    public Observation observe(ClusterView view) {
        // The record first: what members say afterwards may be newer than it, never older. A decision that turns on a
        // member knowing more
        // than the record reads it again anyway.
        RecordSeen record = records.seen(view.identity(), view.lease());
        Map<MemberName, MemberNews> news = members.news(view.key());
        SortedMap<MemberName, MemberSeen> seen = new TreeMap<>();
        SortedSet<MemberName> spec = inSpec(view);
        for (MemberName name : names(view)) {
            seen.put(name, member(view, name, spec.contains(name), news.get(name)));
        }
        long now = System.nanoTime();
        return new Observation(
                now,
                Wishes.of(view.database().getSpec()),
                RequestAnnotations.paused(view.database()),
                record,
                seen,
                routed(view),
                requests(view, now),
                RequestAnnotations.of(view.database()));
    }

    public void forget(String uid) {
        ages.remove(uid);
        records.forget(uid);
    }

    private MemberSeen member(ClusterView view, MemberName name, boolean inSpec, @Nullable MemberNews news) {
        Pod pod = view.pods().get(name.value());
        MemberStatus status = news == null ? null : news.status();
        return new MemberSeen(
                name,
                inSpec,
                volumeUid(view, name),
                pod == null ? null : PodViews.of(pod, view.workloads().get(name.value()), nodeIsReady),
                news == null || status == null ? null : new StatusSeen(status, news.receivedNanos(), news.container()),
                news == null ? 1 : news.silentMillis(),
                news != null && news.refused(),
                role(pod),
                news == null ? null : news.notUnderstood());
    }

    private List<RequestSeen> requests(ClusterView view, long now) {
        ReplicatedDatabaseStatus status = view.database().getStatus();
        List<RequestReport> reports = status == null ? List.of() : status.requests();
        Map<String, Long> inState = ages.computeIfAbsent(view.identity().uid(), uid -> new RequestAges())
                .ages(reports.stream().map(Observer::inState).toList(), now);
        List<RequestSeen> requests = new ArrayList<>();
        for (RequestReport report : reports) {
            Long epoch = report.acceptedEpoch();
            requests.add(new RequestSeen(
                    report.id(),
                    RequestType.valueOf(report.type().name()),
                    report.target(),
                    RequestState.valueOf(report.state().name()),
                    epoch == null ? Epoch.NONE : new Epoch(epoch),
                    report.acceptDataLoss(),
                    inState.getOrDefault(inState(report), 0L)));
        }
        return requests;
    }

    private static String inState(RequestReport report) {
        return report.id() + " " + report.state();
    }

    private static SortedSet<MemberName> inSpec(ClusterView view) {
        SortedSet<MemberName> names = new TreeSet<>();
        for (int ordinal = 0; ordinal < view.database().getSpec().replicas(); ordinal++) {
            names.add(new MemberName(view.identity().names().member(ordinal)));
        }
        return names;
    }

    /** The spec's members, and those a volume that isn't retired stands for. */
    private static SortedSet<MemberName> names(ClusterView view) {
        SortedSet<MemberName> names = inSpec(view);
        view.volumes().forEach((member, volume) -> {
            if (!MemberVolume.isRetired(volume)) {
                names.add(new MemberName(member));
            }
        });
        return names;
    }

    private static @Nullable String volumeUid(ClusterView view, MemberName name) {
        PersistentVolumeClaim volume = view.volumes().get(name.value());
        return volume == null ? null : MemberVolume.identity(volume);
    }

    private static @Nullable MemberName routed(ClusterView view) {
        Service leader = view.services().get(view.identity().names().leaderService());
        Map<String, String> selector = leader == null ? null : leader.getSpec().getSelector();
        String member = selector == null ? null : selector.get(Labels.MEMBER);
        return member == null || member.equals(ClientServices.NOBODY) ? null : new MemberName(member);
    }

    private static @Nullable MemberRole role(@Nullable Pod pod) {
        Map<String, String> labels = pod == null ? null : pod.getMetadata().getLabels();
        String label = labels == null ? null : labels.get(Labels.ROLE);
        for (MemberRole role : MemberRole.values()) {
            if (role.label().equals(label)) {
                return role;
            }
        }
        return null;
    }
}

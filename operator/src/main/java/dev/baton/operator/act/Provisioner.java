package dev.baton.operator.act;

import dev.baton.crds.ConditionReason;
import dev.baton.crds.EventReason;
import dev.baton.crds.spec.NetworkPolicyMode;
import dev.baton.crds.spec.ReplicatedDatabaseSpec;
import dev.baton.operator.desired.ClientServices;
import dev.baton.operator.desired.Credentials;
import dev.baton.operator.desired.Identity;
import dev.baton.operator.desired.MemberGuards;
import dev.baton.operator.desired.MemberVolume;
import dev.baton.operator.desired.MemberWorkload;
import dev.baton.operator.members.DatabaseKey;
import dev.baton.operator.observe.ClusterView;
import dev.baton.operator.observe.PodViews;
import dev.baton.operator.observe.ReadYourWrites;
import dev.baton.operator.status.Problem;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Makes the Kubernetes objects of a database and keeps them as the spec asks:
 *
 * <ol>
 *   <li>More retained volumes than replicas: nothing, for which to leave out is a person's decision.
 *   <li>The passwords; then account, disruption budget, network policy, Services.
 *   <li>Per member its volume, and once that has a uid its StatefulSet.
 * </ol>
 *
 * It looks again when the spec or a cached object changed, soon after a problem, and else once a minute for the kinds no informer watches.
 * What the API server refuses, by a quota or an admission policy perhaps, is said and keeps nothing else from being done: a leader that is
 * lost meanwhile must be replaced. Removing members is the {@link Actuator}'s: that takes a decision.
 */
public final class Provisioner {
    private static final Logger LOG = Logger.getLogger(Provisioner.class);
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long AGAIN_AFTER_PROBLEM_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final KubernetesClient client;
    private final ObjectKeeper objects;
    private final SecretKeeper secrets;
    private final VolumeKeeper claims;
    private final RetiredVolumes volumes;
    private final EventPublisher events;
    private final @Nullable String defaultImage;
    private final @Nullable String operatorNamespace;
    private final boolean clusterAccess;
    private final BiPredicate<DatabaseKey, String> membersKnow;
    private final Map<String, Look> looks = new ConcurrentHashMap<>();

    private record Look(List<Object> signature, long nanos, Provisioned result) {}

    /**
     * @param defaultImage of members when the spec names none; null for none
     * @param operatorNamespace where this operator runs; null outside a cluster
     * @param clusterAccess whether storage classes may be read
     * @param keepPreviousPassword how long the password before a change is let in at least
     * @param membersKnow whether all members of a database let the operator in by a control password
     */
    public Provisioner(
            KubernetesClient client,
            ReadYourWrites writes,
            EventPublisher events,
            @Nullable String defaultImage,
            @Nullable String operatorNamespace,
            boolean clusterAccess,
            Clock clock,
            Duration keepPreviousPassword,
            BiPredicate<DatabaseKey, String> membersKnow) {
        this.client = client;
        this.objects = new ObjectKeeper(client, writes);
        this.secrets = new SecretKeeper(client, clock, keepPreviousPassword);
        this.claims = new VolumeKeeper(client, objects);
        this.volumes = new RetiredVolumes(client, writes);
        this.events = events;
        this.defaultImage = defaultImage;
        this.operatorNamespace = operatorNamespace;
        this.clusterAccess = clusterAccess;
        this.membersKnow = membersKnow;
    }

    public Provisioned provide(ClusterView view) {
        List<Object> signature = signature(view);
        Look before = looks.get(view.identity().uid());
        if (before != null && before.signature().equals(signature)) {
            long again = before.result().problems().isEmpty() ? AGAIN_NANOS : AGAIN_AFTER_PROBLEM_NANOS;
            if (System.nanoTime() - before.nanos() < again) {
                return before.result();
            }
        }
        Provisioned result = before == null ? look(view) : look(view, before.result());
        // One event a reason: two members in the same trouble would take turns in telling of it, over and over.
        Set<EventReason> told = EnumSet.noneOf(EventReason.class);
        for (Problem problem : result.problems()) {
            EventReason reason = eventOf(problem.reason());
            if (reason != null && problem.needsPerson() && told.add(reason)) {
                events.publish(view.identity(), reason, true, problem.message());
            }
        }
        looks.put(view.identity().uid(), new Look(signature, System.nanoTime(), result));
        return result;
    }

    public void forget(String uid) {
        looks.remove(uid);
    }

    /** Where the API server doesn't answer, it is as it was: a webhook that hangs at one object must not keep all else waiting. */
    private Provisioned look(ClusterView view, Provisioned before) {
        try {
            return look(view);
        } catch (KubernetesClientException unanswered) {
            LOG.warnf("%s: its objects couldn't be looked at: %s", view.key(), unanswered.getMessage());
            List<Problem> problems = new ArrayList<>(before.problems());
            problems.removeIf(problem -> problem.reason() == ConditionReason.OBJECT_REFUSED);
            problems.add(refused("the API server didn't answer: ", false, unanswered));
            return new Provisioned(before.controlPasswords(), before.image(), problems);
        }
    }

    private Provisioned look(ClusterView view) {
        Identity database = view.identity();
        ReplicatedDatabaseSpec spec = view.database().getSpec();
        String image = image(view);
        List<Problem> problems = new ArrayList<>();
        Problem tooMany = volumesExceedReplicas(view);
        if (tooMany != null) {
            return new Provisioned(List.of(), image, List.of(tooMany));
        }
        SecretKeeper.Kept control = secrets.generated(
                database, spec, database.names().controlSecret(), password -> membersKnow.test(view.key(), password));
        add(problems, control.problem());
        String authSecret = Credentials.authSecret(database, spec);
        SecretKeeper.Kept auth = Credentials.generated(spec)
                ? secrets.generated(database, spec, authSecret, clientsAreNotAsked -> true)
                : secrets.given(database, authSecret);
        add(problems, auth.problem());
        keepShared(view, problems);
        if (image == null) {
            problems.add(
                    new Problem(
                            ConditionReason.IMAGE_NOT_STARTING,
                            true,
                            "spec.image is absent and the operator has no default: set spec.image, or BATON_NODE_IMAGE of the operator"));
        }
        // A pod of an incomplete member would wait for its Secret with an error that tells less than ours.
        if (image != null && control.problem() == null && auth.problem() == null) {
            for (int ordinal = 0; ordinal < spec.replicas(); ordinal++) {
                String member = database.names().member(ordinal);
                attempt(problems, "member " + member, () -> keepMember(view, member, image, authSecret, problems));
            }
        }
        add(problems, storageClassMissing(view));
        addPodTroubles(view, problems);
        return new Provisioned(control.passwords(), image, problems);
    }

    /** Does one thing. What is refused is a problem; where nobody answers, nothing further is tried. */
    private static void attempt(List<Problem> problems, String what, Runnable step) {
        try {
            step.run();
        } catch (KubernetesClientException refusal) {
            if (refusal.getCode() <= 0) {
                throw refusal;
            }
            LOG.warnf("%s was refused: %s", what, refusal.getMessage());
            boolean lasts = refusal.getCode() == HttpURLConnection.HTTP_FORBIDDEN || refusal.getCode() == 422;
            problems.add(refused("the API server refuses " + what + ", which is tried again: ", lasts, refusal));
        }
    }

    static Problem refused(String what, boolean needsPerson, KubernetesClientException failure) {
        boolean explained = failure.getStatus() != null && failure.getStatus().getMessage() != null;
        return new Problem(
                ConditionReason.OBJECT_REFUSED,
                needsPerson,
                what + (explained ? failure.getStatus().getMessage() : failure.getMessage()));
    }

    private void keepShared(ClusterView view, List<Problem> problems) {
        Identity database = view.identity();
        ReplicatedDatabaseSpec spec = view.database().getSpec();
        keepUnwatched(database, MemberGuards.account(database), problems);
        keepUnwatched(database, MemberGuards.disruptionBudget(database), problems);
        if (spec.networkPolicy().policy() == NetworkPolicyMode.MANAGED) {
            keepUnwatched(
                    database, MemberGuards.networkPolicy(database, spec.networkPolicy(), operatorNamespace), problems);
        } else {
            String name = database.names().members();
            attempt(
                    problems,
                    "to delete NetworkPolicy " + name,
                    () -> objects.drop(
                            database,
                            client.network()
                                    .v1()
                                    .networkPolicies()
                                    .inNamespace(database.namespace())
                                    .withName(name)));
        }
        Service leader = view.services().get(database.names().leaderService());
        String routed = leader == null || leader.getSpec().getSelector() == null
                ? null
                : leader.getSpec().getSelector().get(dev.baton.crds.Labels.MEMBER);
        keepService(view, ClientServices.leader(database, spec.service().leader(), routed), problems);
        keepService(view, ClientServices.followers(database, spec.service().followers()), problems);
        keepService(view, ClientServices.members(database), problems);
    }

    private <T extends HasMetadata> void keepUnwatched(Identity database, T wanted, List<Problem> problems) {
        attempt(
                problems,
                describe(wanted),
                () -> add(problems, objects.keep(database, wanted, null).problem()));
    }

    private void keepService(ClusterView view, Service wanted, List<Problem> problems) {
        Service known = view.services().get(wanted.getMetadata().getName());
        attempt(
                problems,
                describe(wanted),
                () -> add(problems, objects.keep(view.identity(), wanted, known).problem()));
    }

    private static String describe(HasMetadata object) {
        return object.getKind() + " " + object.getMetadata().getName();
    }

    private void keepMember(ClusterView view, String member, String image, String authSecret, List<Problem> problems) {
        Identity database = view.identity();
        ReplicatedDatabaseSpec spec = view.database().getSpec();
        ObjectKeeper.Kept<PersistentVolumeClaim> volume =
                claims.keep(database, spec.storage(), member, view.volumes().get(member));
        add(problems, volume.problem());
        PersistentVolumeClaim claim = volume.object();
        if (claim == null) {
            return;
        }
        if (MemberVolume.isRetired(claim)) {
            claim = volumes.takeBack(database, claim);
        }
        ObjectKeeper.Kept<StatefulSet> workload = objects.keep(
                database,
                MemberWorkload.of(database, spec, member, image, authSecret, MemberVolume.identity(claim)),
                view.workloads().get(member));
        add(problems, workload.problem());
        if (workload.created()) {
            if (volume.created()) {
                events.publish(database, EventReason.MEMBER_CREATED, false, member + " is being created");
            } else {
                events.publish(
                        database,
                        EventReason.VOLUME_ADOPTED,
                        false,
                        member + " takes over the volume retained from an earlier database, with its data");
            }
        }
    }

    /** As the spec says; else what the members run already, so that a newer operator restarts nothing; else the operator's default. */
    private @Nullable String image(ClusterView view) {
        String asked = view.database().getSpec().image();
        if (asked != null) {
            return asked;
        }
        for (StatefulSet workload : view.workloads().values()) {
            return workload.getSpec()
                    .getTemplate()
                    .getSpec()
                    .getContainers()
                    .getFirst()
                    .getImage();
        }
        return defaultImage;
    }

    private static @Nullable Problem volumesExceedReplicas(ClusterView view) {
        int replicas = view.database().getSpec().replicas();
        List<String> volumes = view.volumes().values().stream()
                .filter(volume -> !MemberVolume.isRetired(volume))
                .map(volume -> volume.getMetadata().getName())
                .toList();
        if (!view.workloads().isEmpty() || view.lease() != null || volumes.size() <= replicas) {
            return null;
        }
        return new Problem(
                ConditionReason.VOLUMES_EXCEED_REPLICAS,
                true,
                "the volumes " + String.join(", ", volumes) + " are retained from an earlier database, but replicas is "
                        + replicas + ": raise replicas to " + volumes.size()
                        + ", or delete the claims of members whose data is not needed");
    }

    private @Nullable Problem storageClassMissing(ClusterView view) {
        String name = view.database().getSpec().storage().storageClassName();
        boolean pending = view.volumes().values().stream()
                .anyMatch(volume -> volume.getStatus() == null
                        || !"Bound".equals(volume.getStatus().getPhase()));
        if (name == null || !pending || !clusterAccess) {
            // Without the right to read classes the volume's own events must do.
            return null;
        }
        try {
            return client.storage().v1().storageClasses().withName(name).get() != null
                    ? null
                    : new Problem(
                            ConditionReason.STORAGE_CLASS_NOT_FOUND,
                            true,
                            "storage.storageClassName names " + name
                                    + ", which doesn't exist: create that class, or delete the database and its pending"
                                    + " volume claims and make it anew with another");
        } catch (KubernetesClientException unreadable) {
            LOG.warnf("%s: StorageClass %s can't be read: %s", view.key(), name, unreadable.getMessage());
            return null;
        }
    }

    private static void addPodTroubles(ClusterView view, List<Problem> problems) {
        for (Pod pod : view.pods().values()) {
            String waiting = PodViews.waiting(pod);
            if (waiting != null && !waiting.startsWith("ContainerCreating") && !waiting.startsWith("PodInitializing")) {
                problems.add(new Problem(
                        ConditionReason.IMAGE_NOT_STARTING,
                        waiting.contains("Image"),
                        pod.getMetadata().getName() + " doesn't start: " + waiting));
            }
            String unschedulable = PodViews.unschedulable(pod);
            if (unschedulable != null) {
                problems.add(new Problem(
                        ConditionReason.POD_UNSCHEDULABLE,
                        false,
                        pod.getMetadata().getName() + " finds no node: " + unschedulable));
            }
        }
    }

    /** What the result depends on, as far as the caches tell. */
    private static List<Object> signature(ClusterView view) {
        List<Object> signature = new ArrayList<>();
        signature.add(Objects.requireNonNullElse(view.database().getMetadata().getGeneration(), 0L));
        signature.add(view.lease() != null);
        view.services().values().forEach(service -> signature.add(stamp(service)));
        view.workloads().values().forEach(workload -> signature.add(stamp(workload)));
        view.volumes().values().forEach(volume -> {
            signature.add(stamp(volume));
            signature.add(
                    volume.getStatus() == null
                            ? ""
                            : String.valueOf(volume.getStatus().getPhase()));
            signature.add(String.valueOf(MemberVolume.capacity(volume)));
        });
        view.pods().values().forEach(pod -> {
            signature.add(String.valueOf(PodViews.waiting(pod)));
            signature.add(String.valueOf(PodViews.unschedulable(pod)));
        });
        return signature;
    }

    private static String stamp(HasMetadata object) {
        return object.getMetadata().getUid() + " "
                + dev.baton.operator.desired.DesiredHash.read(object) + " "
                + object.getMetadata().getDeletionTimestamp();
    }

    private static void add(List<Problem> problems, @Nullable Problem problem) {
        if (problem != null) {
            problems.add(problem);
        }
    }

    private static @Nullable EventReason eventOf(ConditionReason reason) {
        return switch (reason) {
            case NAME_TAKEN -> EventReason.NAME_TAKEN;
            case STORAGE_CLASS_NOT_FOUND -> EventReason.STORAGE_CLASS_NOT_FOUND;
            case VOLUME_NOT_EXPANDABLE -> EventReason.VOLUME_NOT_EXPANDABLE;
            case SECRET_NOT_FOUND -> EventReason.SECRET_NOT_FOUND;
            case IMAGE_NOT_STARTING -> EventReason.IMAGE_NOT_STARTING;
            case VOLUMES_EXCEED_REPLICAS -> EventReason.VOLUMES_EXCEED_REPLICAS;
            default -> null;
        };
    }
}

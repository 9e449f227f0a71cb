package dev.baton.simulation;

import dev.baton.operator.decide.Action;
import dev.baton.operator.observe.RequestAnnotation;
import dev.baton.operator.observe.RequestSeen;
import dev.baton.operator.observe.RequestState;
import dev.baton.operator.observe.RequestType;
import dev.baton.operator.observe.Wish;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.MemberName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the API server holds besides the leadership record: spec, requests, pods' container states, the leader Service. */
final class Api {
    /** It answers nobody. */
    boolean out;

    Wish wish;

    @Nullable
    MemberName routed;

    final List<RequestAnnotation> annotations = new ArrayList<>();
    private final List<RequestSeen> requests = new ArrayList<>();
    /** By member: the id of the container whose kubelet says that it ended, while none runs in its place. */
    private final Map<MemberName, String> terminated = new TreeMap<>();

    private int nextRequest = 1;

    Api(Wish wish) {
        this.wish = wish;
    }

    void kubeletSays(MemberName member, @Nullable String terminatedContainer) {
        if (terminatedContainer == null) {
            terminated.remove(member);
        } else {
            terminated.put(member, terminatedContainer);
        }
    }

    @Nullable
    String terminatedContainer(MemberName member) {
        return terminated.get(member);
    }

    List<RequestSeen> requests() {
        return List.copyOf(requests);
    }

    void askForSwitchover(MemberName target) {
        ask(RequestType.SWITCHOVER, target.value());
    }

    /** @return whether nobody else is asking just now */
    boolean ask(RequestType type, String target) {
        return annotations.isEmpty() && annotations.add(new RequestAnnotation(type, target, null, false));
    }

    /** Whether a person's request is not finished yet. */
    boolean isAsked() {
        return !annotations.isEmpty()
                || requests.stream().anyMatch(request -> !request.state().finished());
    }

    void record(RequestAnnotation annotation) {
        boolean pending = requests.stream().anyMatch(request -> request.state() == RequestState.PENDING);
        if (!pending && annotations.contains(annotation)) {
            requests.addFirst(new RequestSeen(
                    "r" + nextRequest++,
                    annotation.type(),
                    annotation.value(),
                    RequestState.PENDING,
                    Epoch.NONE,
                    annotation.acceptDataLoss(),
                    0));
            while (requests.size() > 5) {
                requests.removeLast();
            }
        }
    }

    void remove(RequestAnnotation annotation) {
        annotations.remove(annotation);
    }

    void update(Action.UpdateRequest update) {
        requests.replaceAll(request -> {
            MemberName target = update.target();
            Epoch epoch = update.epoch();
            return request.id().equals(update.id()) && !request.state().finished()
                    ? new RequestSeen(
                            request.id(),
                            request.type(),
                            target == null ? request.target() : target.value(),
                            update.state(),
                            epoch == null ? request.epoch() : epoch,
                            request.acceptDataLoss(),
                            0)
                    : request;
        });
    }
}

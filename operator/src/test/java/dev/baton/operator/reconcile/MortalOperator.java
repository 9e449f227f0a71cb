package dev.baton.operator.reconcile;

import dev.baton.operator.Settings;
import dev.baton.operator.lease.OperatorLease;
import dev.baton.operator.members.Answer;
import dev.baton.operator.members.DatabaseKey;
import dev.baton.operator.members.MemberNews;
import dev.baton.operator.members.MemberTarget;
import dev.baton.operator.members.Members;
import dev.baton.operator.members.Order;
import dev.baton.protocol.MemberName;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.javaoperatorsdk.operator.Operator;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;

/**
 * An operator that ends, as if killed, before a deed it has no life left for: whatever it still tries fails, nothing it knows survives, and
 * what it sent before is under way. It is the shipped one but for its start, without Quarkus, and the two doors its deeds go through.
 */
final class MortalOperator {
    /** It is dead, and so does nothing. */
    static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1;

        Ended(String deed) {
            super("the operator ended before " + deed);
        }
    }

    private final Lifespan lifespan;
    private final Consumer<MortalOperator> whenEnded;
    private final KubernetesClient client;
    private final Wiring wiring;
    private final Operator operator;
    private volatile boolean ended;

    /** @param whenEnded called once, by the thread whose deed was the one too many */
    MortalOperator(
            Config config, String namespace, Settings settings, Lifespan lifespan, Consumer<MortalOperator> whenEnded) {
        this.lifespan = lifespan;
        this.whenEnded = whenEnded;
        client = new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("mortal", new ToApiServer()))
                .build();
        wiring = new Wiring(client, new SimpleMeterRegistry(), settings, members -> new ToMembers(members));
        operator =
                new Operator(overrider -> overrider.withKubernetesClient(client).withCloseClientOnStop(false));
        // Outside of a cluster nobody competes for the lease.
        operator.register(
                new DatabaseReconciler(wiring, new OperatorLease(client, settings)),
                overrider -> overrider.settingNamespaces(Set.of(namespace)));
    }

    void start() {
        operator.start();
    }

    /** Frees what it holds; the world sees nothing of it. */
    void bury() {
        wiring.close();
        operator.stop();
        client.close();
    }

    private void endIf(boolean over, String deed) {
        if (over) {
            ended = true;
            whenEnded.accept(this);
        }
        checkAlive(deed);
    }

    private void checkAlive(String deed) {
        if (ended) {
            throw new Ended(deed);
        }
    }

    private final class ToApiServer implements Interceptor {
        @Override
        public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
            String what = request.method() + " " + request.uri().getPath();
            boolean deed = !request.method().equals("GET") && !what.endsWith("/events");
            endIf(deed && !ended && lifespan.endsBefore(what), what);
        }
    }

    private final class ToMembers implements Members {
        private final Members members;

        ToMembers(Members members) {
            this.members = members;
        }

        /** One after the other, so that it can end in between. */
        @Override
        public List<Answer> tell(DatabaseKey database, List<Order> orders) {
            List<Answer> answers = new ArrayList<>();
            for (Order order : orders) {
                String word = String.join(" ", order.command().encode()) + " to " + order.member();
                endIf(!ended && lifespan.endsBeforeSaying(word), word);
                answers.addAll(members.tell(database, List.of(order)));
            }
            return answers;
        }

        @Override
        public void watch(DatabaseKey database, SortedMap<MemberName, MemberTarget> targets) {
            checkAlive("looking at the members");
            members.watch(database, targets);
        }

        @Override
        public void pace(DatabaseKey database, long millis) {
            members.pace(database, millis);
        }

        @Override
        public Map<MemberName, MemberNews> news(DatabaseKey database) {
            return members.news(database);
        }

        @Override
        public boolean allKnow(DatabaseKey database, String password) {
            return members.allKnow(database, password);
        }

        @Override
        public void forget(DatabaseKey database) {
            members.forget(database);
        }
    }
}

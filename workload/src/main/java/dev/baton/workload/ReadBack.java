package dev.baton.workload;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisException;

/** What the lists of a history hold, asked of a member when the run has stopped. */
public final class ReadBack {
    private static final int PAGE = 1000;
    private static final long PAUSE_MILLIS = 100;

    private final Route route;
    private final Access access;
    private final boolean ofLeader;
    private final Duration patience;
    private final long deadline;
    private @Nullable Link link;

    private ReadBack(Route route, Access access, boolean ofLeader, Duration patience) {
        this.route = route;
        this.access = access;
        this.ofLeader = ofLeader;
        this.patience = patience;
        this.deadline = System.nanoTime() + patience.toNanos();
    }

    /**
     * From the leader; a member that doesn't lead isn't believed: its lists may end earlier.
     *
     * @param patience how long the database may take to answer, over all lists
     * @throws IOException when the leader doesn't answer in time
     */
    public static Map<String, List<String>> fromLeader(
            List<Operation> history, Route leader, Access access, Duration patience) throws IOException {
        return new ReadBack(leader, access, true, patience).lists(history);
    }

    /** As {@link #fromLeader}, from a member of any role, as far as it has come. */
    public static Map<String, List<String>> from(
            Endpoint member, List<Operation> history, Access access, Duration patience) throws IOException {
        return new ReadBack(Route.to(member), access, false, patience).lists(history);
    }

    private Map<String, List<String>> lists(List<Operation> history) throws IOException {
        Set<String> keys = new LinkedHashSet<>();
        history.stream().filter(Operation::ofList).forEach(operation -> keys.add(operation.key()));
        Map<String, List<String>> lists = new LinkedHashMap<>();
        try {
            for (String key : keys) {
                lists.put(key, list(key));
            }
        } finally {
            disconnect();
        }
        return lists;
    }

    private List<String> list(String key) throws IOException {
        while (true) {
            String problem = "nobody who answers leads";
            try {
                Link open = connected();
                if (open != null) {
                    return wholeList(open, key);
                }
            } catch (JedisException e) {
                problem = String.valueOf(e.getMessage());
                disconnect();
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("can't read " + key + " back for " + patience.toSeconds() + " s (" + problem
                        + "); without it there is no verdict. Is the database up, the password right?");
            }
            pause();
        }
    }

    private @Nullable Link connected() {
        if (link == null) {
            Optional<Endpoint> endpoint = route.next();
            if (endpoint.isPresent()) {
                link = Link.open(endpoint.get(), access, "check");
                if (ofLeader && !link.identity().leads()) {
                    disconnect();
                }
            }
        }
        return link;
    }

    private void disconnect() {
        if (link != null) {
            link.close();
            link = null;
        }
    }

    private static List<String> wholeList(Link link, String key) {
        List<String> elements = new ArrayList<>();
        List<String> page;
        do {
            page = link.range(key, elements.size(), elements.size() + PAGE - 1L);
            elements.addAll(page);
        } while (page.size() == PAGE);
        return elements;
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while reading the lists back", e);
        }
    }
}

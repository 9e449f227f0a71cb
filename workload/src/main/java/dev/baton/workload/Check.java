package dev.baton.workload;

import java.io.IOException;
import java.nio.file.Path;
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

/**
 * Reads back, from the leader, every list that a history names, and has the {@link AppendSetChecker} judge it. To be called when
 * the run has stopped.
 */
public final class Check {
    private static final int PAGE = 1000;
    private static final long PAUSE_MILLIS = 100;

    private Check() {}

    /**
     * @param patience how long the database may take to answer, over all lists; a member that doesn't lead isn't believed: its lists
     *     may end earlier
     * @throws IOException when the history can't be read, or the leader doesn't answer in time: there is no verdict then
     */
    public static Verdict check(Path history, Route leader, Access access, Verdict.Promise promise, Duration patience)
            throws IOException {
        List<Operation> operations = History.read(history);
        Set<String> keys = new LinkedHashSet<>();
        operations.forEach(operation -> keys.add(operation.key()));
        Map<String, List<String>> lists = new LinkedHashMap<>();
        long deadline = System.nanoTime() + patience.toNanos();
        Link link = null;
        try {
            for (String key : keys) {
                List<String> elements = null;
                while (elements == null) {
                    String problem;
                    try {
                        if (link == null) {
                            link = openLeader(leader, access);
                        }
                        if (link != null) {
                            elements = wholeList(link, key);
                            continue;
                        }
                        problem = "nobody who answers leads";
                    } catch (JedisException e) {
                        problem = e.getMessage();
                        if (link != null) {
                            link.close();
                            link = null;
                        }
                    }
                    if (System.nanoTime() > deadline) {
                        throw new IOException("can't read " + key + " back from the leader for " + patience.toSeconds()
                                + " s (" + problem
                                + "); without it there is no verdict. Is the database up, the password right?");
                    }
                    pause();
                }
                lists.put(key, elements);
            }
        } finally {
            if (link != null) {
                link.close();
            }
        }
        return AppendSetChecker.check(operations, lists, promise);
    }

    private static @Nullable Link openLeader(Route route, Access access) {
        Optional<Endpoint> endpoint = route.next();
        if (endpoint.isEmpty()) {
            return null;
        }
        Link link = Link.open(endpoint.get(), access, "check");
        if (link.identity().leads()) {
            return link;
        }
        link.close();
        return null;
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

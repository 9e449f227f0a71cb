package dev.baton.operator.members;

import dev.baton.protocol.MemberName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The members as they are reached over the network: each is probed all the time by a virtual thread of its own. */
public final class JedisMembers implements Members, AutoCloseable {
    private final long idlePaceMillis;
    private final int timeoutMillis;
    private final Consumer<DatabaseKey> wake;
    private final Map<DatabaseKey, Map<MemberName, MemberWatch>> watches = new ConcurrentHashMap<>();

    /**
     * @param idlePaceMillis how often a member is asked while nobody sets another pace
     * @param timeoutMillis for connecting and for an answer
     * @param wake told when something of a database's members changed that a decision may turn on
     */
    public JedisMembers(long idlePaceMillis, int timeoutMillis, Consumer<DatabaseKey> wake) {
        this.idlePaceMillis = idlePaceMillis;
        this.timeoutMillis = timeoutMillis;
        this.wake = wake;
    }

    @Override
    public void watch(DatabaseKey database, SortedMap<MemberName, MemberTarget> targets) {
        watches.compute(database, (key, before) -> {
            Map<MemberName, MemberWatch> now = new TreeMap<>();
            Map<MemberName, MemberWatch> left = new HashMap<>(before == null ? Map.of() : before);
            targets.forEach((member, target) -> {
                MemberWatch watch = left.remove(member);
                if (watch == null) {
                    watch = new MemberWatch(member, target, idlePaceMillis, timeoutMillis, () -> wake.accept(database));
                    watch.start();
                } else {
                    watch.aim(target);
                }
                now.put(member, watch);
            });
            left.values().forEach(MemberWatch::stop);
            return Map.copyOf(now);
        });
    }

    @Override
    public void pace(DatabaseKey database, long millis) {
        watchesOf(database).values().forEach(watch -> watch.pace(Math.min(millis, idlePaceMillis)));
    }

    @Override
    public Map<MemberName, MemberNews> news(DatabaseKey database) {
        Map<MemberName, MemberNews> news = new TreeMap<>();
        watchesOf(database).forEach((member, watch) -> news.put(member, watch.news()));
        return news;
    }

    @Override
    public boolean allKnow(DatabaseKey database, String password) {
        Map<MemberName, MemberWatch> watched = watchesOf(database);
        return !watched.isEmpty() && watched.values().stream().allMatch(watch -> watch.wasLetInBy(password));
    }

    @Override
    public List<Answer> tell(DatabaseKey database, List<Order> orders) {
        Map<MemberName, MemberWatch> known = watchesOf(database);
        Answer[] answers = new Answer[orders.size()];
        Map<MemberName, List<Integer>> byMember = new LinkedHashMap<>();
        for (int i = 0; i < orders.size(); i++) {
            byMember.computeIfAbsent(orders.get(i).member(), member -> new ArrayList<>())
                    .add(i);
        }
        List<Thread> tellers = new ArrayList<>();
        byMember.forEach((member, numbers) -> {
            MemberWatch watch = known.get(member);
            tellers.add(Thread.ofVirtual().name("tell-" + member).start(() -> {
                for (int number : numbers) {
                    answers[number] = watch == null
                            ? new Answer.Unknown(member + " is no member of " + database)
                            : watch.tell(orders.get(number).command());
                }
            }));
        });
        for (Thread teller : tellers) {
            try {
                // Bounded by the timeouts of each connection.
                teller.join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        List<Answer> all = new ArrayList<>(answers.length);
        for (Answer answer : answers) {
            all.add(answer == null ? new Answer.Unknown("interrupted") : answer);
        }
        return all;
    }

    @Override
    public void forget(DatabaseKey database) {
        Map<MemberName, MemberWatch> gone = watches.remove(database);
        if (gone != null) {
            gone.values().forEach(MemberWatch::stop);
        }
    }

    @Override
    public void close() {
        List.copyOf(watches.keySet()).forEach(this::forget);
    }

    private Map<MemberName, MemberWatch> watchesOf(DatabaseKey database) {
        return watches.getOrDefault(database, Map.of());
    }
}

package dev.baton.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A member's memory: lists of write ids by key, and how far the log is in it. */
final class Store {
    private final Map<Integer, ArrayList<Long>> lists = new TreeMap<>();
    private final Map<Integer, Long> lastWrite = new TreeMap<>();
    private long applied;

    long applied() {
        return applied;
    }

    void apply(SimRecord record) {
        if (record.start() != applied) {
            throw new IllegalStateException("memory at " + applied + " was given " + record);
        }
        if (!record.isStart()) {
            lists.computeIfAbsent(record.key(), key -> new ArrayList<>()).add(record.id());
            lastWrite.put(record.key(), record.end());
        }
        applied = record.end();
    }

    List<Long> list(int key) {
        return List.copyOf(lists.getOrDefault(key, new ArrayList<>()));
    }

    List<List<Long>> lists() {
        return List.copyOf(lists.values());
    }

    /** Where the last write to it ended; 0 for none. */
    long lastWrite(int key) {
        return lastWrite.getOrDefault(key, 0L);
    }

    Store copy() {
        Store copy = new Store();
        lists.forEach((key, list) -> copy.lists.put(key, new ArrayList<>(list)));
        copy.lastWrite.putAll(lastWrite);
        copy.applied = applied;
        return copy;
    }
}

package dev.baton.node.command;

import dev.baton.node.keyspace.Keyspace;
import java.util.Map;
import java.util.TreeMap;

/** What a member counts since its start, or since CONFIG RESETSTAT, for INFO. Loop thread only. */
public final class Statistics {
    /** More codes than that aren't ours. */
    private static final int MOST_ERROR_CODES = 128;

    private final Map<String, Long> errors = new TreeMap<>();
    private final Rate commandRate = new Rate();
    private final Rate inputRate = new Rate();
    private final Rate outputRate = new Rate();
    private long connections;
    private long rejectedConnections;
    private long commands;
    private long bytesIn;
    private long bytesOut;
    private long hits;
    private long misses;
    private long expiredBefore;
    private long evictedBefore;
    private long errorReplies;
    private long peakMemory;

    public void connected() {
        connections++;
    }

    /** There were as many connections as there may be. */
    public void connectionRejected() {
        rejectedConnections++;
    }

    public void received(int bytes) {
        bytesIn += bytes;
    }

    public void sent(int bytes) {
        bytesOut += bytes;
    }

    void ran() {
        commands++;
    }

    void looked(boolean found) {
        if (found) {
            hits++;
        } else {
            misses++;
        }
    }

    /** @param reply with its code first */
    void error(String reply) {
        errorReplies++;
        int end = reply.indexOf(' ');
        String code = end < 0 ? reply : reply.substring(0, end);
        if (errors.size() < MOST_ERROR_CODES || errors.containsKey(code)) {
            errors.merge(code, 1L, Long::sum);
        }
    }

    /** Time goes by; called some times a second. */
    public void tick(long nowNanos, long usedBytes) {
        commandRate.sample(nowNanos, commands);
        inputRate.sample(nowNanos, bytesIn);
        outputRate.sample(nowNanos, bytesOut);
        peakMemory = Math.max(peakMemory, usedBytes);
    }

    void reset(Keyspace keyspace) {
        errors.clear();
        connections = 0;
        rejectedConnections = 0;
        commands = 0;
        bytesIn = 0;
        bytesOut = 0;
        hits = 0;
        misses = 0;
        expiredBefore = keyspace.expiredKeys();
        evictedBefore = keyspace.evictedKeys();
        errorReplies = 0;
        peakMemory = 0;
    }

    public long connections() {
        return connections;
    }

    public long rejectedConnections() {
        return rejectedConnections;
    }

    public long commands() {
        return commands;
    }

    public long bytesIn() {
        return bytesIn;
    }

    public long bytesOut() {
        return bytesOut;
    }

    public long hits() {
        return hits;
    }

    public long misses() {
        return misses;
    }

    /** Keys deleted since their time had come. */
    public long expired(Keyspace keyspace) {
        return keyspace.expiredKeys() - expiredBefore;
    }

    /** Keys deleted since memory was used up. */
    public long evicted(Keyspace keyspace) {
        return keyspace.evictedKeys() - evictedBefore;
    }

    public long errorReplies() {
        return errorReplies;
    }

    /** The most that keys and values took at any tick, in bytes. */
    public long peakMemory() {
        return peakMemory;
    }

    public double commandsPerSecond() {
        return commandRate.perSecond();
    }

    public double bytesInPerSecond() {
        return inputRate.perSecond();
    }

    public double bytesOutPerSecond() {
        return outputRate.perSecond();
    }

    /** How often each error code was answered. */
    Map<String, Long> errors() {
        return errors;
    }
}

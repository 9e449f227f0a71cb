package dev.baton.node.replication;

import dev.baton.protocol.Epoch;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.Promise;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What a member must still know after a crash, besides its log.
 *
 * @param promise what it promised and heard
 * @param leader whom it was told to follow in the promised epoch; null for nobody. With the operator gone it rejoins that one by itself
 * @param leaseMillis the longest lease it ever granted; a starting member counts it as granted in full (finding F9)
 * @param committed an offset known to be committed; a hint that may be behind
 * @param forGood an offset known to be committed for good; likewise
 * @param diverged why it refused to discard what was committed for good (see {@link Tripwire}), in one line; empty if it didn't
 * @param received whether records may have counted as held here that were only written (acknowledge {@code Received}): a power loss may
 *     have taken what others rely on. On disk before the first counts, and taken back only with a log that is synced
 * @param version counts the times it was put on this volume, so that of two copies the newer one is known; {@link #UNCOUNTED} for one of a
 *     build that kept no copy
 */
public record DurableState(
        Promise promise,
        @Nullable LeaderAddress leader,
        long leaseMillis,
        long committed,
        long forGood,
        String diverged,
        boolean received,
        long version) {
    public static final long UNCOUNTED = 0;

    public static final DurableState NEW = new DurableState(Promise.NONE, null, 0, 0, 0, "", false, UNCOUNTED);

    /** A leader and where its replication port is. */
    public record LeaderAddress(MemberName name, String host, int port) {}

    public byte[] encode() {
        StringBuilder text = new StringBuilder();
        text.append("promised=").append(promise.promised()).append('\n');
        text.append("led=").append(promise.led()).append('\n');
        text.append("record-uid=").append(promise.recordUid()).append('\n');
        text.append("rule-number=").append(promise.ruleNumber()).append('\n');
        text.append("lease-ms=").append(leaseMillis).append('\n');
        text.append("committed=").append(committed).append('\n');
        text.append("committed-for-good=").append(forGood).append('\n');
        text.append("diverged=").append(diverged).append('\n');
        text.append("received=").append(received).append('\n');
        text.append("version=").append(version).append('\n');
        if (leader != null) {
            text.append("leader=").append(leader.name()).append('\n');
            text.append("leader-host=").append(leader.host()).append('\n');
            text.append("leader-port=").append(leader.port()).append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** @throws IllegalArgumentException when a field is missing or unreadable: the file is damaged */
    public static DurableState decode(byte[] bytes) {
        Properties fields = new Properties();
        try {
            fields.load(new StringReader(new String(bytes, StandardCharsets.UTF_8)));
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        String leader = fields.getProperty("leader");
        return new DurableState(
                new Promise(
                        new Epoch(number(fields, "promised")),
                        new Epoch(number(fields, "led")),
                        text(fields, "record-uid"),
                        (int) number(fields, "rule-number")),
                leader == null
                        ? null
                        : new LeaderAddress(new MemberName(leader), text(fields, "leader-host"), (int)
                                number(fields, "leader-port")),
                number(fields, "lease-ms"),
                number(fields, "committed"),
                number(fields, "committed-for-good"),
                text(fields, "diverged"),
                // Volumes made before there was such a thing.
                Boolean.parseBoolean(fields.getProperty("received", "false")),
                Long.parseLong(fields.getProperty("version", String.valueOf(UNCOUNTED))));
    }

    private static String text(Properties fields, String name) {
        String value = fields.getProperty(name);
        if (value == null) {
            throw new IllegalArgumentException("the promise file lacks '" + name + "'");
        }
        return Objects.requireNonNull(value);
    }

    private static long number(Properties fields, String name) {
        return Long.parseLong(text(fields, name));
    }

    DurableState withPromise(Promise next) {
        return new DurableState(next, leader, leaseMillis, committed, forGood, diverged, received, version);
    }

    DurableState withLeader(@Nullable LeaderAddress next) {
        return new DurableState(promise, next, leaseMillis, committed, forGood, diverged, received, version);
    }

    DurableState withLease(long millis) {
        return new DurableState(
                promise, leader, Math.max(leaseMillis, millis), committed, forGood, diverged, received, version);
    }

    public DurableState withCommitted(long offset) {
        return new DurableState(
                promise, leader, leaseMillis, Math.max(offset, committed), forGood, diverged, received, version);
    }

    DurableState withForGood(long offset) {
        return new DurableState(
                promise, leader, leaseMillis, committed, Math.max(offset, forGood), diverged, received, version);
    }

    DurableState withDiverged(String why) {
        return new DurableState(
                promise, leader, leaseMillis, committed, forGood, why.replace('\n', ' '), received, version);
    }

    /** As it is once the whole log is synced, or before a record counts that isn't. */
    public DurableState withReceived(boolean next) {
        return new DurableState(promise, leader, leaseMillis, committed, forGood, diverged, next, version);
    }

    /** As it is when it is put on disk next. */
    public DurableState next() {
        return new DurableState(promise, leader, leaseMillis, committed, forGood, diverged, received, version + 1);
    }

    /** The same, put on disk as that version: one that was told without. */
    public DurableState countedAs(long counted) {
        return new DurableState(promise, leader, leaseMillis, committed, forGood, diverged, received, counted);
    }

    /** What was known committed can't reach beyond the log, after a cut; and who holds nothing has nothing to keep. */
    public DurableState withCommittedAtMost(long offset) {
        return new DurableState(
                promise,
                leader,
                leaseMillis,
                Math.min(offset, committed),
                Math.min(offset, forGood),
                offset == 0 ? "" : diverged,
                received,
                version);
    }
}

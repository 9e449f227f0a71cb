package dev.baton.node.settings;

import dev.baton.node.keyspace.EvictionPolicy;
import dev.baton.protocol.MemberLimits;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All settings by name, with the values in force. What CONFIG SET changes is this process' alone: the other members don't learn of it, and a
 * restart brings back what the ReplicatedDatabase says.
 */
public final class Settings {
    private static final String RESOURCE = "change the ReplicatedDatabase instead: ";
    private static final String NOBODY = "every node has it so";

    /**
     * What the process was started with.
     *
     * @param maxMemoryBytes 0 for no bound; CONFIG SET can only lower it
     * @param maxClients CONFIG SET can only lower it
     * @param directory where the data lies
     */
    public record Start(
            long maxMemoryBytes,
            EvictionPolicy maxMemoryPolicy,
            int maxClients,
            int port,
            String bind,
            String directory) {}

    private MemberLimits limits;
    private final Map<String, Setting> byName = new LinkedHashMap<>();
    private final Map<String, String> aliases = new LinkedHashMap<>();

    /** Bytes of keys and values; 0 for no bound. */
    public final NumberSetting maxMemory;

    private final Choice maxMemoryPolicy;
    public final NumberSetting maxMemorySamples = number("maxmemory-samples", 1, 64, 5);
    /** How slowly the count of uses grows, as Redis defines it. */
    public final NumberSetting lfuLogFactor = number("lfu-log-factor", 0, Integer.MAX_VALUE, 10);
    /** After how many minutes of rest the count of uses falls by one; 0: never. */
    public final NumberSetting lfuDecayMinutes = number("lfu-decay-time", 0, Integer.MAX_VALUE, 1);

    public final NumberSetting maxClients;
    /** Seconds after which an idle client is cut; 0: never. */
    public final NumberSetting idleTimeoutSeconds = number("timeout", 0, Integer.MAX_VALUE, 0);
    /** Seconds of silence after which the kernel asks whether a client is there; 0: never. For connections that come. */
    public final NumberSetting tcpKeepaliveSeconds = number("tcp-keepalive", 0, 32_767, 300);
    /** Read by {@link OutputLimits#of}. */
    public final TextSetting outputLimits =
            add(new TextSetting("client-output-buffer-limit", OutputLimits.DEFAULT, OutputLimits::read));
    /** Letters, {@code A} for {@code g$lshzxetd}; empty for none. */
    public final TextSetting keyspaceEvents = add(new TextSetting("notify-keyspace-events", "", KeyspaceEvents::read));

    /** Microseconds from which on a command is kept in the slow log; negative: none. */
    public final NumberSetting slowlogMicros = number("slowlog-log-slower-than", -1, Long.MAX_VALUE, 10_000);

    public final NumberSetting slowlogLength = number("slowlog-max-len", 0, 100_000, 128);
    /** Milliseconds from which on LATENCY keeps an event; 0: none. */
    public final NumberSetting latencyThresholdMillis = number("latency-monitor-threshold", 0, Long.MAX_VALUE, 0);

    public final NumberSetting hashListpackEntries = number("hash-max-listpack-entries", 0, Long.MAX_VALUE, 512);
    public final NumberSetting hashListpackValue = number("hash-max-listpack-value", 0, Long.MAX_VALUE, 64);
    public final NumberSetting listListpackSize =
            number("list-max-listpack-size", Integer.MIN_VALUE, Integer.MAX_VALUE, -2);
    public final NumberSetting setIntsetEntries = number("set-max-intset-entries", 0, Long.MAX_VALUE, 512);
    public final NumberSetting zsetListpackEntries = number("zset-max-listpack-entries", 0, Long.MAX_VALUE, 128);
    public final NumberSetting zsetListpackValue = number("zset-max-listpack-value", 0, Long.MAX_VALUE, 64);

    public Settings(Start start) {
        limits = new MemberLimits(start.maxMemoryBytes(), start.maxClients());
        maxMemory =
                add(NumberSetting.bytes("maxmemory", leastMemory(limits), mostMemory(limits), start.maxMemoryBytes()));
        maxMemoryPolicy = add(Choice.of(
                "maxmemory-policy",
                Arrays.stream(EvictionPolicy.values())
                        .map(EvictionPolicy::wireName)
                        .toList(),
                start.maxMemoryPolicy().wireName()));
        maxClients = number("maxclients", 1, start.maxClients(), start.maxClients());
        alias("hash-max-ziplist-entries", "hash-max-listpack-entries");
        alias("hash-max-ziplist-value", "hash-max-listpack-value");
        alias("list-max-ziplist-size", "list-max-listpack-size");
        alias("zset-max-ziplist-entries", "zset-max-listpack-entries");
        alias("zset-max-ziplist-value", "zset-max-listpack-value");
        withoutEffect();
        fixed(start);
    }

    /** What the resource says now: CONFIG SET can only lower it, and what it didn't lower follows. */
    public void limits(MemberLimits now) {
        if (now.equals(limits)) {
            return;
        }
        boolean lowered = maxMemory.number() != limits.maxMemoryBytes();
        limits = now;
        maxMemory.bounds(leastMemory(now), mostMemory(now));
        if (!lowered) {
            maxMemory.is(now.maxMemoryBytes());
        }
        maxClients.bounds(1, now.maxClients());
    }

    private static long leastMemory(MemberLimits limits) {
        return limits.maxMemoryBytes() == 0 ? 0 : 1;
    }

    private static long mostMemory(MemberLimits limits) {
        return limits.maxMemoryBytes() == 0 ? Long.MAX_VALUE : limits.maxMemoryBytes();
    }

    /** Settings of Redis that scripts and tools set, and that change nothing here: memory is freed without anybody waiting for it. */
    private void withoutEffect() {
        for (String name : new String[] {
            "lazyfree-lazy-eviction",
            "lazyfree-lazy-expire",
            "lazyfree-lazy-server-del",
            "lazyfree-lazy-user-del",
            "lazyfree-lazy-user-flush",
            "replica-lazy-flush",
            "activerehashing"
        }) {
            add(Choice.yesOrNo(name, name.equals("activerehashing")));
        }
        number("list-compress-depth", 0, Integer.MAX_VALUE, 0);
    }

    private void fixed(Start start) {
        fixed("port", Integer.toString(start.port()), NOBODY);
        fixed("bind", start.bind(), RESOURCE + "networkPolicy says who may connect");
        fixed("databases", "1", "there is database 0 only");
        fixed("appendonly", "yes", "all writes go to the log");
        fixed(
                "appendfsync",
                "always",
                RESOURCE + "spec.replication.acknowledge says whether a write waits for the disk");
        fixed("save", "", "snapshots are taken as the log grows");
        fixed("dir", start.directory(), NOBODY);
        fixed(
                "requirepass",
                "",
                "change the key password of the Secret in spec.auth.secretRef, or annotate it with baton.dev/rotate");
        fixed("masterauth", "", "members know each other's password from a Secret of the operator's");
        fixed("aclfile", "", "users come from the key users.acl of the Secret in spec.auth.secretRef");
        fixed("proto-max-bulk-len", "536870912", NOBODY);
        fixed("client-query-buffer-limit", "1073741824", NOBODY);
        fixed("cluster-enabled", "no", "all keys are on every member");
        fixed("replica-read-only", "yes", "only the leader may write");
        fixed("replica-serve-stale-data", "yes", NOBODY);
        fixed("io-threads", "1", NOBODY);
        fixed("latency-tracking", "yes", NOBODY);
        fixed("activedefrag", "no", NOBODY);
        fixed("protected-mode", "no", RESOURCE + "networkPolicy says who may connect");
        alias("slave-read-only", "replica-read-only");
    }

    public EvictionPolicy policy() {
        return EvictionPolicy.values()[maxMemoryPolicy.index()];
    }

    /** By its name in lower case, an older name of it too; null if there is none. */
    public @Nullable Setting find(String name) {
        return byName.get(aliases.getOrDefault(name, name));
    }

    /** Without the older names. */
    public Collection<Setting> all() {
        return byName.values();
    }

    /** Older names of settings, and what they are called now. */
    public Map<String, String> aliases() {
        return aliases;
    }

    private NumberSetting number(String name, long least, long most, long initial) {
        return add(NumberSetting.count(name, least, most, initial));
    }

    private void fixed(String name, String value, String instead) {
        add(new FixedSetting(name, value, instead));
    }

    private void alias(String older, String name) {
        aliases.put(older, name);
    }

    private <S extends Setting> S add(S setting) {
        byName.put(setting.name(), setting);
        return setting;
    }
}

package dev.baton.node.server;

import dev.baton.node.command.ServerState.InfoSection;
import dev.baton.node.command.Statistics;
import dev.baton.node.keyspace.Keyspace;
import dev.baton.node.settings.Settings;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.MemberStatus.FollowerProgress;
import dev.baton.protocol.MemberStatus.Following;
import dev.baton.protocol.MemberStatus.Leading;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What INFO tells of this process, in the names that tools read; what nobody measures here is left out. Loop thread only. */
final class NodeInfo {
    private static final int TICKS_A_SECOND = 50;
    private static final String NO_ID = "0".repeat(40);

    private final Member member;
    private final NodeSettings start;
    private final Settings settings;
    private final Statistics statistics;
    private final Keyspace keyspace;
    private final ClientGate clients;
    private final Supplier<Snapshots.@Nullable Newest> newestSnapshot;
    private final String runId =
            (UUID.randomUUID().toString() + UUID.randomUUID()).replace("-", "").substring(0, NO_ID.length());
    private final long startedAtMillis = System.currentTimeMillis();

    NodeInfo(
            Member member,
            NodeSettings start,
            Settings settings,
            Statistics statistics,
            Keyspace keyspace,
            ClientGate clients,
            Supplier<Snapshots.@Nullable Newest> newestSnapshot) {
        this.member = member;
        this.start = start;
        this.settings = settings;
        this.statistics = statistics;
        this.keyspace = keyspace;
        this.clients = clients;
        this.newestSnapshot = newestSnapshot;
    }

    /** When the newest snapshot was written, or the process started; milliseconds since 1970. */
    long lastSaveMillis() {
        Snapshots.Newest newest = newestSnapshot.get();
        return newest == null ? startedAtMillis : newest.writtenAtMillis();
    }

    List<InfoSection> sections() {
        MemberStatus status = member.core().status(Member.now());
        return List.of(
                new InfoSection("Server", server()),
                new InfoSection("Clients", clients()),
                new InfoSection("Memory", memory()),
                new InfoSection("Persistence", persistence(status)),
                new InfoSection("Stats", stats()),
                new InfoSection("Replication", replication(status)),
                new InfoSection("CPU", cpu()),
                new InfoSection("Cluster", Map.of("cluster_enabled", "0")));
    }

    private Map<String, String> server() {
        Fields fields = new Fields();
        long now = System.currentTimeMillis();
        long upSeconds = (now - startedAtMillis) / 1000;
        fields.put("redis_version", "7.0.0");
        fields.put("redis_mode", "standalone");
        fields.put(
                "os",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        fields.put("arch_bits", 64);
        fields.put("multiplexing_api", "epoll");
        fields.put("process_id", ProcessHandle.current().pid());
        fields.put("process_supervised", "no");
        fields.put("run_id", runId);
        fields.put("tcp_port", start.clientPort());
        fields.put("server_time_usec", now * 1000);
        fields.put("uptime_in_seconds", upSeconds);
        fields.put("uptime_in_days", upSeconds / 86_400);
        fields.put("hz", TICKS_A_SECOND);
        fields.put("configured_hz", TICKS_A_SECOND);
        fields.put("lru_clock", now / 1000 & 0xff_ffff);
        fields.put("config_file", "");
        fields.put("io_threads_active", 0);
        fields.put("baton_version", BuildVersion.read());
        fields.put("baton_java", Runtime.version().toString());
        return fields.all;
    }

    private Map<String, String> clients() {
        Fields fields = new Fields();
        fields.put("connected_clients", clients.count());
        fields.put("cluster_connections", 0);
        fields.put("maxclients", settings.maxClients.number());
        fields.put("blocked_clients", clients.blocked().count());
        fields.put("tracking_clients", 0);
        fields.put("clients_in_timeout_table", 0);
        return fields.all;
    }

    private Map<String, String> memory() {
        Fields fields = new Fields();
        long used = keyspace.usedBytes();
        long peak = Math.max(used, statistics.peakMemory());
        Double resident = ProcessMemory.resident();
        fields.bytes("used_memory", used);
        if (resident != null) {
            fields.bytes("used_memory_rss", resident.longValue());
        }
        fields.bytes("used_memory_peak", peak);
        fields.put("used_memory_peak_perc", percent(used, peak));
        fields.put("used_memory_dataset", used);
        fields.put("used_memory_dataset_perc", percent(used, used));
        fields.bytes("total_system_memory", ProcessMemory.ofMachine());
        fields.put("used_memory_lua", 0);
        fields.put("used_memory_scripts", 0);
        fields.put("number_of_cached_scripts", 0);
        fields.put("number_of_functions", 0);
        fields.bytes("maxmemory", settings.maxMemory.number());
        fields.put("maxmemory_policy", settings.policy().wireName());
        if (resident != null && used > 0) {
            fields.put("mem_fragmentation_ratio", String.format(Locale.ROOT, "%.2f", resident / used));
            fields.put("mem_fragmentation_bytes", resident.longValue() - used);
        }
        fields.put("mem_not_counted_for_evict", 0);
        fields.put("mem_replication_backlog", member.log().memoryBytes());
        fields.put("mem_allocator", "java");
        fields.put("active_defrag_running", 0);
        fields.put("lazyfree_pending_objects", 0);
        fields.put("baton_heap_used", ProcessMemory.heapUsed());
        fields.put("baton_heap_limit", ProcessMemory.heapLimit());
        fields.put("baton_direct", ProcessMemory.direct());
        return fields.all;
    }

    private Map<String, String> persistence(MemberStatus status) {
        Fields fields = new Fields();
        fields.put("loading", member.memory().isLoaded() ? 0 : 1);
        fields.put("async_loading", 0);
        fields.put("rdb_bgsave_in_progress", keyspace.scanning() ? 1 : 0);
        fields.put("rdb_last_save_time", lastSaveMillis() / 1000);
        fields.put("rdb_last_bgsave_status", "ok");
        fields.put("aof_enabled", 1);
        fields.put("aof_rewrite_in_progress", 0);
        fields.put("aof_rewrite_scheduled", 0);
        fields.put("aof_last_bgrewrite_status", "ok");
        fields.put("aof_last_write_status", member.log().hasSpace() ? "ok" : "err");
        fields.put("aof_current_size", status.end().offset() - status.logStart());
        return fields.all;
    }

    private Map<String, String> stats() {
        Fields fields = new Fields();
        fields.put("total_connections_received", statistics.connections());
        fields.put("total_commands_processed", statistics.commands());
        fields.put("instantaneous_ops_per_sec", Math.round(statistics.commandsPerSecond()));
        fields.put("total_net_input_bytes", statistics.bytesIn());
        fields.put("total_net_output_bytes", statistics.bytesOut());
        fields.put("instantaneous_input_kbps", kilobytes(statistics.bytesInPerSecond()));
        fields.put("instantaneous_output_kbps", kilobytes(statistics.bytesOutPerSecond()));
        fields.put("rejected_connections", statistics.rejectedConnections());
        fields.put("expired_keys", statistics.expired(keyspace));
        fields.put("evicted_keys", statistics.evicted(keyspace));
        fields.put("evicted_clients", 0);
        fields.put("keyspace_hits", statistics.hits());
        fields.put("keyspace_misses", statistics.misses());
        fields.put("pubsub_channels", clients.pubSub().channels().size());
        fields.put("pubsub_patterns", clients.pubSub().patternCount());
        fields.put("pubsubshard_channels", 0);
        fields.put("latest_fork_usec", 0);
        fields.put("total_forks", 0);
        fields.put("unexpected_error_replies", 0);
        fields.put("total_error_replies", statistics.errorReplies());
        return fields.all;
    }

    private Map<String, String> replication(MemberStatus status) {
        Fields fields = new Fields();
        Leading leading = status.leading();
        Following following = status.following();
        fields.put("role", leading != null ? "master" : "slave");
        if (leading != null) {
            leading(fields, leading, status.end().offset());
        } else {
            fields.put(
                    "master_host", following == null ? "" : following.leader().value());
            fields.put("master_port", start.clientPort());
            fields.put("master_link_status", following != null && following.connected() ? "up" : "down");
            fields.put("master_last_io_seconds_ago", following == null ? -1 : following.silenceMillis() / 1000);
            fields.put("master_sync_in_progress", status.state() == MemberState.SEEDING ? 1 : 0);
            fields.put("slave_read_repl_offset", status.end().offset());
            fields.put("slave_repl_offset", status.applied());
            fields.put("slave_priority", 100);
            fields.put("slave_read_only", 1);
            fields.put("replica_announced", 1);
            fields.put("connected_slaves", 0);
        }
        fields.put("master_failover_state", "no-failover");
        fields.put("master_replid", id(member.core().epoch().toString()));
        fields.put("master_replid2", NO_ID);
        fields.put("master_repl_offset", status.end().offset());
        fields.put("second_repl_offset", -1);
        fields.put("repl_backlog_active", 1);
        fields.put("repl_backlog_size", status.end().offset() - status.logStart());
        fields.put("repl_backlog_first_byte_offset", status.logStart());
        fields.put("repl_backlog_histlen", status.end().offset() - status.logStart());
        fields.put("baton_database", start.database());
        fields.put("baton_member", start.member().value());
        fields.put("baton_state", status.state().label());
        fields.put("baton_epoch", status.promise().promised().toString());
        fields.put("baton_position", status.position().toString());
        fields.put("baton_committed", status.committed());
        return fields.all;
    }

    private void leading(Fields fields, Leading leading, long end) {
        List<FollowerProgress> connected =
                leading.followers().stream().filter(FollowerProgress::connected).toList();
        fields.put("connected_slaves", connected.size());
        for (int i = 0; i < connected.size(); i++) {
            FollowerProgress follower = connected.get(i);
            fields.put(
                    "slave" + i,
                    "ip=" + follower.member().value() + ",port=" + start.clientPort() + ",state=online,offset="
                            + Math.min(follower.flushed(), end) + ",lag=" + follower.silentMillis() / 1000);
        }
    }

    /** One that every member of the database gives the same epoch. */
    private String id(String epoch) {
        UUID id = UUID.nameUUIDFromBytes((start.database() + " " + epoch).getBytes(StandardCharsets.UTF_8));
        return (id.toString().replace("-", "") + NO_ID).substring(0, NO_ID.length());
    }

    private static Map<String, String> cpu() {
        Fields fields = new Fields();
        ProcessTimes times = ProcessTimes.now();
        fields.put("used_cpu_sys", String.format(Locale.ROOT, "%.6f", times.systemSeconds()));
        fields.put("used_cpu_user", String.format(Locale.ROOT, "%.6f", times.userSeconds()));
        fields.put("used_cpu_sys_children", "0.000000");
        fields.put("used_cpu_user_children", "0.000000");
        return fields.all;
    }

    private static String percent(long part, long whole) {
        return String.format(Locale.ROOT, "%.2f%%", whole == 0 ? 0 : part * 100.0 / whole);
    }

    private static String kilobytes(double bytesPerSecond) {
        return String.format(Locale.ROOT, "%.2f", bytesPerSecond / 1024);
    }

    /** The fields of a section in the order in which they were put. */
    private static final class Fields {
        private static final String UNITS = "BKMGTP";

        final Map<String, String> all = new LinkedHashMap<>();

        void put(String name, String value) {
            all.put(name, value);
        }

        void put(String name, long value) {
            all.put(name, Long.toString(value));
        }

        /** Also a field {@code _human}. */
        void bytes(String name, long value) {
            put(name, value);
            int unit = 0;
            double amount = value;
            while (amount >= 1024 && unit < UNITS.length() - 1) {
                amount /= 1024;
                unit++;
            }
            put(
                    name + "_human",
                    String.format(Locale.ROOT, unit == 0 ? "%.0f%c" : "%.2f%c", amount, UNITS.charAt(unit)));
        }
    }
}

package dev.baton.node.command;

import dev.baton.node.acl.Users;
import dev.baton.node.pubsub.PubSub;
import dev.baton.node.settings.Settings;
import dev.baton.protocol.Position;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What commands ask of the process around them. Answers at once; loop thread only. */
public interface ServerState {
    /** For a member that doesn't lead, or isn't open. */
    String READONLY = "READONLY You can't write against a read only replica.";

    /** For a follower that has lost its leader and may not answer alone. */
    String MASTERDOWN = "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.";

    /** For a member that is still reading its data. */
    String LOADING = "LOADING Redis is loading the dataset in memory";

    /** Why writes are refused, as an error reply with its code first; null if they may run. */
    @Nullable
    String refusesWrites();

    /** Why reads are refused, as an error reply with its code first; null if they may run. */
    @Nullable
    String refusesReads();

    /** Whether clients must give a password. */
    boolean wantsPassword();

    /** Whether this lets a client in. */
    boolean accepts(byte[] password);

    /** Who may be let in, besides by that password. */
    Users users();

    /** Bytes that keys and values may use; 0: no limit. */
    long maxMemory();

    /** What ROLE answers. */
    Role role();

    /** Whether what was written to the log up to there still is in it: the tail of a deposed leader may have been discarded since. */
    boolean stillHolds(Position position);

    /** How many followers hold the log up to this offset, as WAIT counts them. */
    int followersHolding(long offset);

    /** What CONFIG reads and changes. */
    Settings settings();

    /** What is counted for INFO. */
    Statistics statistics();

    /** When the newest snapshot was written, or the process started if there is none; milliseconds since 1970. */
    long lastSaveMillis();

    /** The sections of INFO but Keyspace and those of the commands; what a section lacks the commands add. */
    List<InfoSection> info();

    /** All client connections, for CLIENT LIST. */
    Collection<Session> clients();

    /** What CONFIG SET changes of client connections and notifications. */
    LiveSettings live();

    /** CLIENT PAUSE. */
    ClientPause clientPause();

    /** Channels and who subscribes to them. */
    PubSub pubSub();

    /** A section of INFO. */
    record InfoSection(String name, Map<String, String> fields) {}

    /** What ROLE answers. */
    sealed interface Role {
        /** @param offset the end of the log, bytes */
        record Leader(long offset, List<FollowerOfLeader> followers) implements Role {}

        /**
         * @param state as Redis says it: connect, connecting, sync, connected
         * @param offset the end of what was applied, bytes
         */
        record Follower(String leaderHost, int leaderPort, String state, long offset) implements Role {}

        /** A follower as its leader sees it. */
        record FollowerOfLeader(String host, int port, long offset) {}
    }
}

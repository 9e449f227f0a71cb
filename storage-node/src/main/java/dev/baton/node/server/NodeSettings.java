package dev.baton.node.server;

import dev.baton.node.keyspace.EvictionPolicy;
import dev.baton.node.settings.Settings;
import dev.baton.protocol.MemberLimits;
import dev.baton.protocol.MemberName;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * All settings of a node, validated. Ports are 1 to 65535, or 0 for any free one.
 *
 * @param volumeUid uid of the volume; empty outside Kubernetes
 * @param passwordFile holds what clients must know; null for none
 * @param controlPasswordFile holds what operator and members must know; null for none
 * @param maxMemoryBytes bound of keys and values; 0 for none
 * @param maxMemoryPolicy which keys go when memory is used up
 * @param maxClients most connections of clients at once
 * @param bootIdFile where the kernel's boot id stands
 * @param storage how the volume is used and others are seeded
 */
public record NodeSettings(
        MemberName member,
        String database,
        Path dataDirectory,
        String volumeUid,
        String bind,
        int clientPort,
        int replicationPort,
        int controlPort,
        int metricsPort,
        @Nullable Path passwordFile,
        @Nullable Path controlPasswordFile,
        long maxMemoryBytes,
        EvictionPolicy maxMemoryPolicy,
        int maxClients,
        Path bootIdFile,
        StorageSettings storage) {
    public NodeSettings {
        if (maxClients < 1) {
            throw new IllegalArgumentException("max-clients is at least 1, not " + maxClients);
        }
        if (maxMemoryBytes < 0) {
            throw new IllegalArgumentException(
                    "max-memory is 0 (no bound) or a number of bytes, not " + maxMemoryBytes);
        }
    }

    /** What CONFIG begins with. */
    Settings.Start live() {
        return new Settings.Start(
                maxMemoryBytes, maxMemoryPolicy, maxClients, clientPort, bind, dataDirectory.toString());
    }

    /** Those it starts with. */
    MemberLimits limits() {
        return new MemberLimits(maxMemoryBytes, maxClients);
    }

    /** For the log at start: everything but secrets. */
    public String describe() {
        return "member=" + member + " database=" + database + " data=" + dataDirectory + " volume=" + volumeUid
                + " bind=" + bind
                + " ports=" + clientPort + "," + replicationPort + "," + controlPort + "," + metricsPort + " password="
                + (passwordFile == null ? "none" : "set") + " control-password="
                + (controlPasswordFile == null ? "none" : "set")
                + " max-memory=" + maxMemoryBytes + " max-memory-policy=" + maxMemoryPolicy.wireName() + " max-clients="
                + maxClients + " "
                + storage.describe();
    }
}

package dev.baton.node.recovery;

import dev.baton.node.log.ReplicatedLog;
import dev.baton.node.replication.DurableState;
import dev.baton.node.snapshot.DataDirectory;
import dev.baton.node.snapshot.SnapshotStore;

/**
 * What a process starts from. Log, snapshots and state fit each other: memory can be built from the newest snapshot, or from nothing, and the
 * log.
 *
 * @param directory locked; its {@link DataDirectory#damage} says whether this member has to be seeded before it counts for anything
 * @param log open
 * @param state what was promised; never less than the log shows
 * @param trouble what this start found wrong and mended by itself, for the status; empty for nothing
 */
public record Recovered(
        DataDirectory directory, SnapshotStore snapshots, ReplicatedLog log, DurableState state, String trouble) {}

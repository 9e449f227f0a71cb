package dev.baton.e2e.chaos;

import dev.baton.e2e.kind.LoopVolumes;

/** The leader's file system is full for a while: it refuses writes, and loses none. */
final class DiskFull extends OnItsOwnDisk {
    DiskFull() {
        super("400M");
    }

    @Override
    public void strike(Stage stage) throws Exception {
        LoopVolumes.Volume volume = diskOfLeader(stage);
        stage.lasting(stage.between(15, 20), () -> stage.faults().fill(volume));
    }
}

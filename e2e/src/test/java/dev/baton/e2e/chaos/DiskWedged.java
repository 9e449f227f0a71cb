package dev.baton.e2e.chaos;

import dev.baton.e2e.kind.LoopVolumes;

/** The leader's file system stands still, and its process answers. */
final class DiskWedged extends OnItsOwnDisk {
    DiskWedged() {
        super("600M");
    }

    @Override
    public void strike(Stage stage) throws Exception {
        LoopVolumes.Volume volume = diskOfLeader(stage);
        stage.untilAnotherLeads(() -> stage.faults().freeze(volume));
    }
}

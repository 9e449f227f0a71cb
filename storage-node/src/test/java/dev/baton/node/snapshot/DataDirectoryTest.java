package dev.baton.node.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.node.log.StateFile;
import dev.baton.protocol.Incarnation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    Path root;

    @Test
    void theIncarnationStaysAndTheStartsAreCounted() throws IOException {
        Incarnation first;
        try (DataDirectory data = DataDirectory.open(root, "uid-1", "boot-1")) {
            first = data.incarnation();
            assertThat(data.instance()).isEqualTo(1);
        }
        try (DataDirectory data = DataDirectory.open(root, "uid-1", "boot-1")) {
            assertThat(data.incarnation()).isEqualTo(first);
            assertThat(data.instance()).isEqualTo(2);
            assertThat(data.retired()).isEmpty();
            assertThat(data.lostPower()).isFalse();
        }
    }

    @Test
    void aSecondProcessOnTheSameVolumeIsRefused() throws IOException {
        try (DataDirectory data = DataDirectory.open(root, "", "")) {
            assertThatThrownBy(() -> DataDirectory.open(root, "", ""))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(data.root().toString());
        }
        DataDirectory.open(root, "", "").close();
    }

    @Test
    void anotherVolumeUidBeginsANewIncarnationAndKeepsTheOldDataAside() throws IOException {
        Incarnation first;
        try (DataDirectory data = DataDirectory.open(root, "uid-1", "")) {
            first = data.incarnation();
            Files.writeString(data.log().resolve("00000000000000000000.log"), "log");
            Files.writeString(data.snapshots().resolve("x.snapshot"), "snapshot");
            StateFile.write(data.state(), new byte[] {1});
        }
        try (DataDirectory data = DataDirectory.open(root, "uid-2", "")) {
            assertThat(data.incarnation()).isNotEqualTo(first);
            assertThat(data.instance()).isEqualTo(1);
            assertThat(data.log()).isEmptyDirectory();
            assertThat(data.snapshots()).isEmptyDirectory();
            assertThat(data.state()).doesNotExist();
            Path retired = data.retired().orElseThrow();
            assertThat(retired).hasFileName("retired-" + first);
            assertThat(retired.resolve("log").resolve("00000000000000000000.log"))
                    .hasContent("log");
            assertThat(StateFile.read(retired.resolve("state"))).isPresent();
        }
        try (DataDirectory data = DataDirectory.open(root, "uid-2", "")) {
            assertThat(data.retired()).isEmpty();
            assertThat(data.instance()).isEqualTo(2);
        }
    }

    @Test
    void aMachineThatWentDownWithoutACleanStopIsRememberedUntilAccountedFor() throws IOException {
        DataDirectory.open(root, "", "boot-1").close();
        try (DataDirectory data = DataDirectory.open(root, "", "boot-2")) {
            assertThat(data.lostPower()).isTrue();
        }
        try (DataDirectory data = DataDirectory.open(root, "", "boot-2")) {
            assertThat(data.lostPower()).isTrue();
            data.survivedPowerLoss();
        }
        try (DataDirectory data = DataDirectory.open(root, "", "boot-2")) {
            assertThat(data.lostPower()).isFalse();
            data.stoppedCleanly(700);
        }
        try (DataDirectory data = DataDirectory.open(root, "", "boot-3")) {
            assertThat(data.lostPower()).isFalse();
            assertThat(data.endAtCleanStop()).isEqualTo(700);
        }
        try (DataDirectory data = DataDirectory.open(root, "", "boot-3")) {
            assertThat(data.endAtCleanStop())
                    .as("told until a start has read the log")
                    .isEqualTo(700);
            data.recovered();
        }
        try (DataDirectory data = DataDirectory.open(root, "", "boot-4")) {
            assertThat(data.endAtCleanStop()).isEqualTo(-1);
            assertThat(data.lostPower()).isTrue();
        }
    }

    @Test
    void whereTheBootIdIsUnknownPowerMayHaveBeenLostBeforeEveryStartWithoutACleanStop() throws IOException {
        DataDirectory.open(root, "", "boot-1").close();
        try (DataDirectory data = DataDirectory.open(root, "", "")) {
            assertThat(data.lostPower()).isTrue();
            data.continueAfterPowerLoss();
            assertThat(data.lostPower()).isFalse();
            data.stoppedCleanly(0);
        }
        try (DataDirectory data = DataDirectory.open(root, "", "")) {
            assertThat(data.lostPower()).isFalse();
        }
    }
}

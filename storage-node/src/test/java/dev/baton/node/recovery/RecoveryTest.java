package dev.baton.node.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.node.log.CrashingDisk;
import dev.baton.node.log.Disk;
import dev.baton.node.log.StateFile;
import dev.baton.node.log.UnknownFormatException;
import dev.baton.node.replication.DurableState;
import dev.baton.node.snapshot.DataDirectory;
import dev.baton.node.snapshot.SnapshotFile;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.Position;
import dev.baton.protocol.Promise;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoveryTest {
    @TempDir
    private Path root;

    private TestVolume volume;

    @BeforeEach
    void makeVolume() {
        volume = new TestVolume(root.resolve("data"));
    }

    @AfterEach
    void endVolume() throws IOException {
        volume.close();
    }

    // ---- nothing wrong

    @Test
    void aCrashedMemberComesBackWithItsIncarnationLogSnapshotAndPromises() throws IOException {
        volume.start();
        Incarnation incarnation = volume.incarnation();
        volume.epoch(3);
        volume.write("a");
        SnapshotFile snapshot = volume.snapshot("a");
        volume.write("b");
        List<String> records = volume.records();
        volume.stop();

        Recovered back = volume.start();
        assertThat(volume.incarnation()).isEqualTo(incarnation);
        assertThat(back.directory().instance()).isEqualTo(2);
        assertThat(volume.records()).isEqualTo(records);
        assertThat(back.snapshots().newest()).contains(snapshot);
        assertThat(back.state().promise().promised()).isEqualTo(new Epoch(3));
        assertThat(back.state().committed())
                .as("what a snapshot holds is committed")
                .isEqualTo(snapshot.position().offset());
        assertThat(back.trouble()).isEmpty();
        assertThat(back.directory().damage()).isEmpty();
        assertThat(volume.warnings).isEmpty();
    }

    // ---- power lost

    @Test
    void powerLostWhereWrittenCountsMakesAnotherIncarnationWithTheSameLogAndPromises() throws IOException {
        volume.start();
        Incarnation before = volume.incarnation();
        volume.epoch(3);
        volume.countsWritten();
        volume.write("a");
        List<String> records = volume.records();
        volume.stop();
        volume.boot = "boot-2";

        Recovered back = volume.start();

        assertThat(volume.incarnation()).isNotEqualTo(before);
        assertThat(volume.incarnation().continues(before)).isTrue();
        assertThat(volume.records()).isEqualTo(records);
        assertThat(back.state().promise().promised()).isEqualTo(new Epoch(3));
        assertThat(back.state().promise().led()).isEqualTo(new Epoch(3));
        assertThat(back.state().received()).as("what is here is synced now").isFalse();
        assertThat(back.directory().damage()).isEmpty();
        assertThat(volume.warnings).singleElement().asString().contains("power was lost");
        Incarnation continued = volume.incarnation();
        volume.stop();
        volume.start();
        assertThat(volume.incarnation()).as("a start without another loss").isEqualTo(continued);
    }

    @Test
    void powerLostWhereOnlySyncedCountsChangesNothing() throws IOException {
        volume.start();
        Incarnation before = volume.incarnation();
        volume.epoch(3);
        volume.write("a");
        volume.stop();
        volume.boot = "boot-2";
        volume.start();
        assertThat(volume.incarnation()).isEqualTo(before);
        // Nor is it held against the member later.
        volume.countsWritten();
        volume.stop();
        volume.start();
        assertThat(volume.incarnation()).isEqualTo(before);
        assertThat(volume.warnings).isEmpty();
    }

    @Test
    void aKilledProcessLosesNothingWhereWrittenCounts() throws IOException {
        volume.start();
        Incarnation before = volume.incarnation();
        volume.epoch(3);
        volume.countsWritten();
        volume.stop();
        volume.start();
        assertThat(volume.incarnation()).isEqualTo(before);
    }

    @Test
    void aMachineThatGoesDownAfterACleanStopTakesNothingWithIt() throws IOException {
        volume.start();
        Incarnation before = volume.incarnation();
        volume.epoch(3);
        volume.countsWritten();
        volume.stopCleanly();
        volume.boot = "boot-2";
        volume.start();
        assertThat(volume.incarnation()).isEqualTo(before);
    }

    // ---- a damaged log

    @Test
    void aLogDamagedInTheMiddleIsSetAsideWholeAndTheMemberBeginsAnewAsAnother() throws IOException {
        threeSegments();
        Incarnation before = volume.incarnation();
        volume.stop();
        Path middle = volume.segments().get(1);
        byte[] damaged = flip(middle, 600);

        Recovered back = volume.start();

        assertThat(volume.incarnation()).isNotEqualTo(before);
        assertThat(back.directory().instance()).isEqualTo(1);
        assertThat(back.log().end()).isEqualTo(Position.EMPTY);
        assertThat(back.snapshots().list()).isEmpty();
        assertThat(back.state().committed()).isZero();
        assertThat(back.state().promise().promised())
                .as("promises outlive the log")
                .isEqualTo(new Epoch(4));
        assertThat(back.state().promise().led()).isEqualTo(new Epoch(4));
        assertThat(back.state().leaseMillis()).isEqualTo(3000);
        assertThat(back.directory().damage())
                .contains(middle.getFileName().toString(), "at byte", "damaged", "seeded", "backup");
        assertThat(volume.warnings).anyMatch(line -> line.contains(middle.toString()));
        List<Path> kept = setAside(".log");
        assertThat(kept).hasSize(3);
        assertThat(kept.get(1)).hasBinaryContent(damaged);
        assertThat(setAside(".snapshot")).hasSize(1);
    }

    @Test
    void itStaysDamagedOverRestartsUntilItIsRepaired() throws IOException {
        threeSegments();
        volume.stop();
        flip(volume.segments().get(1), 600);
        volume.start();
        Incarnation next = volume.incarnation();
        String damage = volume.running().directory().damage();
        volume.stop();

        volume.start();
        assertThat(volume.running().directory().damage()).isEqualTo(damage);
        assertThat(volume.incarnation()).isEqualTo(next);
        assertThat(volume.running().directory().instance()).isEqualTo(2);
        volume.epoch(5);
        volume.running().directory().repaired();
        volume.stop();

        volume.start();
        assertThat(volume.running().directory().damage()).isEmpty();
        assertThat(volume.incarnation()).isEqualTo(next);
        assertThat(volume.records()).containsExactly("5:start");
        assertThat(volume.running().trouble()).isEmpty();
    }

    @Test
    void aCrashBetweenTheNewIdentityAndTheMoveIsFinishedByTheNextStart() throws IOException {
        threeSegments();
        Incarnation before = volume.incarnation();
        volume.stop();
        flip(volume.segments().get(1), 600);
        Files.writeString(volume.root.resolve("damaged"), "in the way: nothing can be moved");

        assertThatThrownBy(() -> volume.start()).isInstanceOf(IOException.class);
        assertThat(volume.segments()).hasSize(3);
        Files.delete(volume.root.resolve("damaged"));
        Recovered back = volume.start();

        assertThat(volume.incarnation()).isNotEqualTo(before);
        assertThat(back.log().end()).isEqualTo(Position.EMPTY);
        assertThat(back.directory().damage()).contains("at byte");
        assertThat(setAside(".log")).hasSize(3);
    }

    @Test
    void onlyTheNewestDamagedDataAreKept() throws IOException {
        threeSegments();
        volume.stop();
        flip(volume.segments().get(1), 600);
        volume.start();
        volume.running().directory().repaired();
        threeSegments();
        volume.stop();
        byte[] second = flip(volume.segments().get(0), 600);

        volume.start();

        try (var kept = Files.list(volume.root.resolve("damaged"))) {
            assertThat(kept).hasSize(1);
        }
        assertThat(setAside(".log").getFirst()).hasBinaryContent(second);
    }

    @Test
    void halfSeededDataThatAreDamaged_tooNeverReplaceWhatWasSetAsideBefore() throws IOException {
        threeSegments();
        volume.stop();
        byte[] first = flip(volume.segments().get(1), 600);
        volume.start();
        Incarnation halfSeeded = volume.incarnation();
        threeSegments();
        volume.stop();
        flip(volume.segments().get(0), 600);

        volume.start();

        assertThat(volume.incarnation()).isNotEqualTo(halfSeeded);
        assertThat(volume.log().end()).isEqualTo(Position.EMPTY);
        assertThat(setAside(".log")).hasSize(3);
        assertThat(setAside(".log").get(1)).hasBinaryContent(first);
    }

    @Test
    void aMissingFirstSegmentWithoutASnapshotIsDamage() throws IOException {
        threeSegments();
        Incarnation before = volume.incarnation();
        volume.stop();
        Files.delete(volume.segments().getFirst());
        for (Path snapshot : TestVolume.files(volume.root.resolve("snapshot"), ".snapshot")) {
            Files.delete(snapshot);
        }

        Recovered back = volume.start();

        assertThat(volume.incarnation()).isNotEqualTo(before);
        assertThat(back.log().end()).isEqualTo(Position.EMPTY);
        assertThat(back.directory().damage()).contains("begins only at", "no sound snapshot");
        assertThat(setAside(".log")).hasSize(2);
    }

    @Test
    void aMissingFirstSegmentHurtsNobodyWhoHasASnapshotBeyondIt() throws IOException {
        threeSegments();
        Incarnation before = volume.incarnation();
        List<String> records = volume.records();
        SnapshotFile snapshot = volume.snapshot("all");
        volume.stop();
        Files.delete(volume.segments().getFirst());

        Recovered back = volume.start();

        assertThat(volume.incarnation()).isEqualTo(before);
        assertThat(back.directory().damage()).isEmpty();
        assertThat(back.snapshots().newest()).contains(snapshot);
        assertThat(records).endsWith(volume.records().toArray(String[]::new));
    }

    @Test
    void aLogThatEndsBeforeWhatWasCommittedIsDamage() throws IOException {
        volume.start();
        volume.epoch(1);
        volume.write("a");
        long end = volume.write("acknowledged");
        volume.promise(1, 1, end);
        Incarnation before = volume.incarnation();
        volume.stop();
        // Cut at its last record, it looks like a torn tail.
        flip(volume.segments().getFirst(), 512 + end - 1);

        Recovered back = volume.start();

        assertThat(volume.incarnation()).isNotEqualTo(before);
        assertThat(back.log().end()).isEqualTo(Position.EMPTY);
        assertThat(back.directory().damage()).contains("committed up to offset " + end);
        volume.stop();
        volume.start();
        volume.running().directory().repaired();
        volume.stop();
        Incarnation next = volume.start().directory().incarnation();
        volume.stop();
        assertThat(volume.start().directory().incarnation())
                .as("the old position is accounted for once")
                .isEqualTo(next);
    }

    /** The last promise is of a fence, of which the log holds nothing. */
    @Test
    void anOlderCopyOfThePromisesIsFoundOutAlsoWhereTheLogSaysNothingAgainstIt() throws IOException {
        volume.start();
        volume.epoch(3);
        volume.write("one");
        Incarnation before = volume.incarnation();
        byte[] older = Files.readAllBytes(volume.root.resolve("state"));
        volume.promise(7, 3, 0);
        volume.stop();
        Files.write(volume.root.resolve("state"), older);

        Recovered back = volume.start();

        assertThat(back.state().promise().promised()).isEqualTo(new Epoch(7));
        assertThat(volume.incarnation()).isEqualTo(before);
        assertThat(back.trouble()).contains("state is an older copy, 1 changes behind");
        assertThat(Files.readAllBytes(volume.root.resolve("state")))
                .as("written anew")
                .isEqualTo(Files.readAllBytes(volume.root.resolve("state.copy")));
    }

    @Test
    void aCrashBetweenTheTwoCopiesOfThePromisesIsNoTrouble() throws IOException {
        volume.start();
        volume.epoch(3);
        byte[] older = Files.readAllBytes(volume.root.resolve("state"));
        volume.promise(7, 3, 0);
        volume.stop();
        Files.write(volume.root.resolve("state.copy"), older);

        Recovered back = volume.start();

        assertThat(back.state().promise().promised()).isEqualTo(new Epoch(7));
        assertThat(back.trouble()).isEmpty();
    }

    /** An upgrade, a step back to a build that keeps no copy, and the upgrade again. */
    @Test
    void aCopyThatAnOlderBuildLeftBehindNeverWinsOverWhatThatBuildPromised() throws IOException {
        volume.start();
        volume.epoch(3);
        volume.promise(4, 3, 0);
        Incarnation before = volume.incarnation();
        volume.stop();
        byte[] left = Files.readAllBytes(volume.root.resolve("state.copy"));
        promisedByABuildWithoutCopies(9, 3);

        Recovered upgraded = volume.start();

        assertThat(upgraded.state().promise().promised()).isEqualTo(new Epoch(9));
        assertThat(volume.incarnation()).isEqualTo(before);
        StateFile.write(volume.root.resolve("state"), upgraded.state().next().encode());
        volume.stop();
        Files.write(volume.root.resolve("state.copy"), left); // as a crash before the copy was ever written
        assertThat(volume.start().state().promise().promised()).isEqualTo(new Epoch(9));
    }

    @Test
    void anOlderCopyFromBeforeTheUpgradeIsFoundOut() throws IOException {
        volume.start();
        volume.epoch(3);
        volume.promise(7, 3, 0);
        volume.stop();
        promisedByABuildWithoutCopies(3, 3);

        Recovered back = volume.start();

        assertThat(back.state().promise().promised()).isEqualTo(new Epoch(7));
        assertThat(back.trouble()).contains("state is an older copy");
    }

    private void promisedByABuildWithoutCopies(long promised, long led) throws IOException {
        String fields = new String(
                new DurableState(
                                new Promise(new Epoch(promised), new Epoch(led), "record-1", 1),
                                null,
                                3000,
                                0,
                                0,
                                "",
                                false,
                                DurableState.UNCOUNTED)
                        .encode(),
                StandardCharsets.UTF_8);
        StateFile.write(
                volume.root.resolve("state"), fields.replace("version=0\n", "").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whoLostBothCopiesOfItsPromisesIsAnotherMemberThatKeepsItsLog() throws IOException {
        volume.start();
        volume.epoch(3);
        volume.write("one");
        Incarnation before = volume.incarnation();
        byte[] older = Files.readAllBytes(volume.root.resolve("state"));
        for (String how : List.of("zeroed", "missing", "older")) {
            volume.epoch(volume.log().end().epoch().number() + 2);
            int records = volume.records().size();
            volume.stop();
            for (String name : List.of("state", "state.copy")) {
                Path file = volume.root.resolve(name);
                switch (how) {
                    case "zeroed" -> Files.write(file, new byte[older.length]);
                    case "missing" -> Files.delete(file);
                    default -> Files.write(file, older);
                }
            }

            Recovered back = volume.start();

            assertThat(volume.incarnation()).as(how).isNotEqualTo(before);
            assertThat(back.state().promise().promised())
                    .as(how)
                    .isEqualTo(volume.log().end().epoch());
            assertThat(volume.records()).as(how).hasSize(records);
            assertThat(back.trouble()).as(how).contains("state", "Lease");
            before = volume.incarnation();
        }
    }

    @Test
    void aStartThatEndsEarlyForgetsNothingOfTheCleanStopBeforeIt() throws IOException {
        volume.start();
        volume.epoch(1);
        long end = volume.write("acknowledged");
        volume.stopCleanly();
        flip(volume.segments().getFirst(), 512 + end - 1);
        DataDirectory.open(volume.root, "volume-1", "boot-1").close(); // before it read the log

        Recovered back = volume.start();

        assertThat(back.directory().damage()).contains("stopped cleanly at offset " + end);
        assertThat(back.log().end()).isEqualTo(Position.EMPTY);
    }

    @Test
    void aFormatThisBuildDoesNotKnowIsRefusedAndTouchedByNobody() throws IOException {
        threeSegments();
        Incarnation before = volume.incarnation();
        volume.stop();
        Path first = volume.segments().getFirst();
        byte[] original = Files.readAllBytes(first);
        byte[] newer = original.clone();
        newer[11] = 2; // the version
        newer[13] ^= 8; // and another layout
        Files.write(first, newer);
        assertThatThrownBy(() -> volume.start())
                .isInstanceOf(UnknownFormatException.class)
                .hasMessageContaining("format 2")
                .hasMessageContaining(first.toString());
        assertThat(first).hasBinaryContent(newer);
        Files.write(first, original);
        volume.start();
        assertThat(volume.incarnation()).isEqualTo(before);
    }

    // ---- snapshots

    @Test
    void aDamagedNewestSnapshotIsSetAsideAndAnOlderOneDoes() throws IOException {
        volume.start();
        volume.epoch(1);
        volume.write("a");
        SnapshotFile older = volume.snapshot("older");
        volume.write("b");
        SnapshotFile newer = volume.snapshot("newer");
        Incarnation before = volume.incarnation();
        volume.stop();
        flip(newer.file(), 20);

        Recovered back = volume.start();

        assertThat(volume.incarnation()).isEqualTo(before);
        assertThat(back.snapshots().newest()).contains(older);
        assertThat(volume.records()).containsExactly("1:start", "1:a", "1:b");
        assertThat(back.trouble()).contains(newer.file().getFileName().toString());
    }

    @Test
    void aSnapshotAheadOfTheLogWasBeingInstalled_theLogBeginsAnewThere() throws IOException {
        volume.start();
        volume.epoch(1);
        volume.write("old");
        volume.promise(6, 1, 0);
        EpochHistory history = EpochHistory.decode("1@0,6@400");
        SnapshotFile installed = volume.snapshot(new Position(new Epoch(6), 900), history, "seed");
        volume.stop();

        Recovered back = volume.start();

        assertThat(back.log().end()).isEqualTo(installed.position());
        assertThat(back.log().startOffset()).isEqualTo(900);
        assertThat(back.log().history()).isEqualTo(history);
        assertThat(back.state().committed()).isEqualTo(900);
        assertThat(back.directory().damage()).isEmpty();
        volume.write("next");
        volume.stop();
        volume.start();
        assertThat(volume.records()).containsExactly("6:next");
    }

    @Test
    void aSnapshotThatIsNotOfTheLogIsDeletedAndUndoesNothing() throws IOException {
        volume.start();
        volume.epoch(1);
        volume.write("a");
        SnapshotFile good = volume.snapshot("good");
        volume.epoch(5);
        volume.write("b");
        // Of an epoch whose records were cut since.
        SnapshotFile stale = volume.snapshot(
                new Position(new Epoch(3), good.position().offset() + 50),
                EpochHistory.decode("1@0,3@" + good.position().offset()),
                "stale");
        volume.stop();

        Recovered back = volume.start();

        assertThat(stale.file()).doesNotExist();
        assertThat(back.snapshots().newest()).contains(good);
        assertThat(volume.records()).containsExactly("1:start", "1:a", "5:start", "5:b");
        assertThat(volume.warnings).anyMatch(line -> line.contains("not of the log"));
    }

    @Test
    void aCrashAtAnyStepOfASeedsInstallationEndsInTheSeed() throws IOException {
        int step = 0;
        boolean died = true;
        while (died) {
            step++;
            try (TestVolume seeded = new TestVolume(root.resolve("step-" + step))) {
                CrashingDisk disk = new CrashingDisk();
                seeded.disk = disk;
                seeded.start();
                Incarnation incarnation = seeded.incarnation();
                seeded.epoch(1);
                while (seeded.segments().size() < 3) {
                    seeded.write("old " + "x".repeat(500));
                }
                seeded.snapshot("old");
                seeded.promise(6, 1, 0);
                EpochHistory history = EpochHistory.decode("1@0,6@400");
                SnapshotFile seed = seeded.snapshot(new Position(new Epoch(6), 900), history, "seed");
                AtomicBoolean done = new AtomicBoolean();
                disk.dieAt(step);
                seeded.owned(() -> {
                    seeded.log().reset(seed.position(), history, () -> done.set(true));
                    return null;
                });
                Awaitility.await().until(() -> done.get() || seeded.fatal.get() != null);
                died = disk.isDead();
                seeded.stop();

                seeded.disk = Disk.REAL;
                Recovered back = seeded.start();
                assertThat(back.log().end()).as("died at step %s", step).isEqualTo(seed.position());
                assertThat(back.snapshots().newest()).contains(seed);
                assertThat(seeded.incarnation()).isEqualTo(incarnation);
                assertThat(back.directory().damage()).isEmpty();
                seeded.write("next");
                seeded.stop();
                seeded.start();
                assertThat(seeded.records()).containsExactly("6:next");
            }
        }
        assertThat(step).as("steps of an installation").isGreaterThan(4);
    }

    /** In asynchronous mode a leader may hold less than the one before it had committed. */
    @Test
    void aSeedBelowWhatWasOnceCommittedIsNoLossOfTheLog() throws IOException {
        volume.start();
        Incarnation incarnation = volume.incarnation();
        volume.epoch(1);
        for (int i = 0; i < 50; i++) {
            volume.write("old " + "x".repeat(50));
        }
        volume.promise(6, 1, volume.log().endOffset());
        SnapshotFile seed = volume.snapshot(new Position(new Epoch(6), 900), EpochHistory.decode("1@0,6@400"), "seed");
        assertThat(volume.log().endOffset()).isGreaterThan(900);
        volume.stop(); // killed before the log was reset

        for (int start = 0; start < 2; start++) {
            Recovered back = volume.start();
            assertThat(back.log().end()).isEqualTo(seed.position());
            assertThat(volume.incarnation()).isEqualTo(incarnation);
            assertThat(back.directory().damage()).isEmpty();
            assertThat(DurableState.decode(
                                    StateFile.read(back.directory().state()).orElseThrow())
                            .committed())
                    .isEqualTo(900);
            volume.stop();
        }
    }

    /** A directory in its place: it can be opened, and not read. */
    @Test
    void whatTheDiskCannotReadFailsTheStartAndStaysWhereItIs() throws IOException {
        threeSegments();
        volume.write("b");
        Incarnation before = volume.incarnation();
        List<String> records = volume.records();
        Path snapshot = volume.running().snapshots().list().getFirst().file();
        volume.stop();
        for (Path file : List.of(snapshot, volume.segments().get(1))) {
            Path away = root.resolve("away");
            Files.move(file, away);
            Files.createDirectory(file);

            assertThatThrownBy(() -> volume.start()).isInstanceOf(IOException.class);

            assertThat(setAside("")).as("damaged/").isEmpty();
            Files.delete(file);
            Files.move(away, file);
            volume.start();
            assertThat(volume.incarnation()).isEqualTo(before);
            assertThat(volume.records()).isEqualTo(records);
            volume.stop();
        }
    }

    // ---- identity

    @Test
    void anIdentityThatCannotBeReadMakesItAnotherMemberWithoutData() throws IOException {
        for (String how : List.of("flipped", "zeroed", "cut", "deleted")) {
            threeSegments();
            Incarnation before = volume.incarnation();
            volume.running().directory().repaired();
            volume.stop();
            Path identity = volume.root.resolve("identity");
            byte[] whole = Files.readAllBytes(identity);
            switch (how) {
                case "flipped" -> flip(identity, 30);
                case "zeroed" -> Files.write(identity, new byte[whole.length]);
                case "cut" -> Files.write(identity, java.util.Arrays.copyOf(whole, 20));
                default -> Files.delete(identity);
            }
            Recovered back = volume.start();
            assertThat(volume.incarnation()).as(how).isNotEqualTo(before);
            assertThat(back.log().end()).as(how).isEqualTo(Position.EMPTY);
            assertThat(back.directory().damage()).as(how).contains("identity");
            assertThat(back.state().promise().promised()).as(how).isEqualTo(new Epoch(4));
            assertThat(setAside(".log")).as(how).hasSize(3);
        }
    }

    // ----

    private void threeSegments() throws IOException {
        if (volume.segments().isEmpty()) {
            if (!isRunning()) {
                volume.start();
            }
            volume.epoch(4);
        }
        while (volume.segments().size() < 3) {
            volume.write("x".repeat(300));
            if (volume.running().snapshots().list().isEmpty()) {
                volume.snapshot("early");
            }
        }
    }

    private boolean isRunning() {
        try {
            volume.running();
            return true;
        } catch (NullPointerException notRunning) {
            return false;
        }
    }

    private List<Path> setAside(String suffix) throws IOException {
        return TestVolume.files(volume.root.resolve("damaged"), suffix);
    }

    private static byte[] flip(Path file, long at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) at] ^= 0x10;
        Files.write(file, bytes);
        return bytes;
    }
}

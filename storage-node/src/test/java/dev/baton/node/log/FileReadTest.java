package dev.baton.node.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads from files that are carried out while the log goes on. */
class FileReadTest {
    @TempDir
    Path root;

    private TestLog test;

    @BeforeEach
    void aLogLongerThanItsTailInMemory() {
        test = new TestLog(root);
        test.epoch(1);
        while (test.log.endOffset() < 20_000) {
            test.appendAlone("x".repeat(100));
        }
    }

    @org.junit.jupiter.api.AfterEach
    void close() {
        test.close();
    }

    @Test
    void memoryServesTheTailAloneAndFilesTheRest() throws IOException {
        List<String> found = new ArrayList<>();
        int fromFiles = 0;
        for (long at = 0; at < test.log.endOffset(); ) {
            ByteBuffer records = test.log.readMemory(at, 1000);
            if (records == null) {
                FileRead read = test.log.fileRead(at, 1000);
                records = read.read();
                assertThat(test.log.isCurrent(read)).isTrue();
                fromFiles++;
            }
            RecordFormat.visit(records, (epoch, start, end, effect) -> found.add(epoch + ":" + TestLog.text(effect)));
            at += records.remaining();
        }
        assertThat(found).isEqualTo(test.records());
        assertThat(fromFiles).isGreaterThan(10);
        assertThat(test.log.readMemory(test.log.endOffset(), 100)).isNotNull();
    }

    @Test
    void whatWasReadWhileTheLogWasCutCountsForNothing() throws IOException {
        FileRead read = test.log.fileRead(0, 1000);
        test.truncate(10_000 - 10_000 % 125 + 50);
        assertThat(read.read().remaining()).isPositive();
        assertThat(test.log.isCurrent(read)).isFalse();
        assertThat(test.log.isCurrent(test.log.fileRead(0, 1000))).isTrue();
    }

    @Test
    void whatWasDroppedMeanwhileFailsOrCountsForNothing() {
        FileRead read = test.log.fileRead(0, 1000);
        FileRead later = test.log.fileRead(test.log.endOffset() - 125 * 40, 1000);
        test.log.retainFrom(15_000);
        test.flush();
        test.truncate(test.log.endOffset());
        assertThat(test.log.isCurrent(read)).isFalse();
        assertThat(test.log.isCurrent(later)).isTrue();
        assertThatThrownBy(read::read).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> test.log.fileRead(0, 1000)).isInstanceOf(IllegalArgumentException.class);
    }
}

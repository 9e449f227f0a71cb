package dev.baton.node.keyspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class KeyspaceTest {
    private static final Bytes KEY = Bytes.of("k");
    private final Keyspace keyspace = new Keyspace();

    @Test
    void aReadLooksAtTheLastWriteOfItsKey() {
        put("k", 100, Entry.NEVER);
        put("other", 200, Entry.NEVER);
        Transaction read = keyspace.begin(0);
        assertThat(read.look(KEY)).isNotNull();
        assertThat(read.lookedAtOffset()).isEqualTo(100);
        assertThat(read.wrote()).isFalse();
    }

    @Test
    void anAbsentKeyIsLookedAtWhereItWasDeletedUntilThatIsCommitted() {
        put("k", 100, Entry.NEVER);
        Transaction delete = keyspace.begin(0);
        delete.write(new Op.Delete(KEY));
        delete.stamp(150);
        assertThat(lookedAt(KEY)).isEqualTo(150);
        keyspace.committed(149);
        assertThat(lookedAt(KEY)).isEqualTo(150);
        keyspace.committed(150);
        assertThat(lookedAt(KEY)).isZero();
        assertThat(keyspace.tombstoneCount()).isZero();
    }

    @Test
    void afterAFlushEveryAbsentKeyWasDeletedByIt() {
        put("k", 100, Entry.NEVER);
        Transaction flush = keyspace.begin(0);
        flush.write(new Op.Flush());
        flush.stamp(120);
        assertThat(lookedAt(KEY)).isEqualTo(120);
        assertThat(keyspace.usedBytes()).isZero();
    }

    @Test
    void aCommandOfTheWholeKeyspaceLooksAtTheLogsEnd() {
        put("k", 100, Entry.NEVER);
        keyspace.endsAt(130);
        Transaction read = keyspace.begin(0);
        assertThat(read.size()).isEqualTo(1);
        assertThat(read.lookedAtAll()).isTrue();
        assertThat(read.lookedAtOffset()).isEqualTo(130);
    }

    @Test
    void aLeaderDeletesAKeyItFindsExpired() {
        keyspace.expiresKeys(true);
        put("k", 100, 1000);
        Transaction atTheMoment = keyspace.begin(1000);
        assertThat(atTheMoment.look(KEY)).isNotNull();
        Transaction after = keyspace.begin(1001);
        assertThat(after.look(KEY)).isNull();
        assertThat(after.wrote()).isTrue();
        assertThat(OpReader.ops(after.effect())).hasSize(1).first().isInstanceOf(Op.Delete.class);
        after.stamp(140);
        assertThat(keyspace.size()).isZero();
        assertThat(keyspace.expiringKeys()).isZero();
    }

    @Test
    void aFollowerOnlyHidesAnExpiredKey() {
        put("k", 100, 1000);
        Transaction read = keyspace.begin(1001);
        assertThat(read.look(KEY)).isNull();
        assertThat(read.wrote()).isFalse();
        assertThat(read.hidExpired()).isTrue();
        assertThat(read.lookedAtOffset()).isEqualTo(100);
        assertThat(keyspace.size()).isEqualTo(1);
    }

    /** Only keys of a leader that had no room a moment ago: it hides what is expired, and takes writes again. */
    @Test
    void whoeverWritesDeletesTheExpiredKeysThatItHid() {
        Transaction push = keyspace.begin(0);
        push.write(new Op.Push(KEY, Op.End.RIGHT, new byte[][] {{1}}));
        push.write(new Op.Expire(KEY, 1000));
        push.stamp(100);
        Transaction again = keyspace.begin(1001);
        assertThat(again.look(KEY)).isNull();
        again.write(new Op.Push(KEY, Op.End.RIGHT, new byte[][] {{2}}));
        assertThat(OpReader.ops(again.effect())).hasSize(2).first().isInstanceOf(Op.Delete.class);
        again.stamp(140);
        Entry entry = Objects.requireNonNull(keyspace.begin(1001).look(KEY));
        assertThat(entry.list().size()).isEqualTo(1);
        assertThat(entry.expires()).isFalse();
    }

    @Test
    void expiredKeysNobodyAsksForAreDeletedInTheBackground() {
        keyspace.expiresKeys(true);
        for (int i = 0; i < 200; i++) {
            put("k" + i, 100 + i, i % 2 == 0 ? 1000 : Entry.NEVER);
        }
        long cursor = 0;
        long offset = 1000;
        do {
            Transaction sweep = keyspace.begin(2000);
            cursor = sweep.expireSome(cursor, 10);
            if (sweep.wrote()) {
                sweep.stamp(offset++);
            }
        } while (cursor != 0);
        assertThat(keyspace.size()).isEqualTo(100);
        assertThat(keyspace.expiringKeys()).isZero();
    }

    @Test
    void noTransactionBeginsBeforeTheLastWriteIsStamped() {
        Transaction write = keyspace.begin(0);
        write.write(new Op.Put(KEY, new byte[0], Entry.NEVER));
        assertThatThrownBy(() -> keyspace.begin(0)).isInstanceOf(IllegalStateException.class);
        write.stamp(10);
        assertThat(keyspace.begin(0)).isNotNull();
    }

    @Test
    void anEffectThatDoesNotFitTheStateIsReported() {
        OpWriter writer = new OpWriter();
        writer.raw(Keyspace.WRITE_EFFECT);
        writer.write(new Op.Pop(KEY, Op.End.LEFT, 1));
        assertThatThrownBy(() -> keyspace.apply(writer.toBytes(), 10)).isInstanceOf(DamagedEffectException.class);
    }

    /** It isn't copied for it, so a scan under way must have seen it before. */
    @Test
    void aLargeStringIsPatchedWhereItIs() {
        byte[] large = new byte[ValueMemory.LARGEST_STRING + 1];
        Transaction write = keyspace.begin(0);
        write.write(new Op.Put(KEY, large, Entry.NEVER));
        write.stamp(10);
        Entry entry = Objects.requireNonNull(keyspace.peek(KEY));
        byte[] kept = entry.string();
        Keyspace copy = new Keyspace();
        SnapshotScan scan = keyspace.startScan((buffer, length) -> copy.restore(buffer, 0, length, 10));
        Transaction patch = keyspace.begin(0);
        patch.write(new Op.Patch(KEY, large.length - 1, new byte[] {7}));
        patch.stamp(20);
        assertThat(entry.string()).isSameAs(kept).endsWith(7);
        assertThat(large).as("what was handed in").endsWith(0);
        while (scan.advance(100)) {}
        assertThat(Objects.requireNonNull(copy.peek(KEY)).string()).endsWith(0);
        Transaction grow = keyspace.begin(0);
        grow.write(new Op.Patch(KEY, large.length, new byte[] {8}));
        grow.stamp(30);
        assertThat(entry.string()).hasSize(large.length + 1).endsWith(7, 8);
        assertThat(keyspace.usedBytes()).isEqualTo(KeyspaceProbe.weigh(keyspace));
    }

    @Test
    void aScanGivesLargeValuesInPiecesTheExpiryWithTheLast() {
        Bytes[] members = new Bytes[8_000];
        Arrays.setAll(members, i -> Bytes.of("a member of some length, number " + i));
        double[] scores = new double[members.length];
        Arrays.setAll(scores, i -> i % 1000);
        Transaction write = keyspace.begin(0);
        write.write(new Op.AddMembers(Bytes.of("set"), members));
        write.write(new Op.PutScores(Bytes.of("sorted"), members, scores));
        write.write(new Op.Expire(Bytes.of("sorted"), 5000));
        write.stamp(100);
        Keyspace copy = new Keyspace();
        List<List<Op>> pieces = new ArrayList<>();
        SnapshotScan scan = keyspace.startScan((buffer, length) -> {
            assertThat(length).isLessThan(400_000);
            copy.restore(buffer, 0, length, 100);
            OpReader reader = new OpReader(buffer, 0, length);
            List<Op> piece = new ArrayList<>();
            while (reader.hasNext()) {
                piece.add(reader.next());
            }
            pieces.add(piece);
        });
        while (scan.advance(100)) {}
        assertThat(pieces).hasSizeGreaterThan(3);
        assertThat(pieces.stream().flatMap(List::stream).filter(Op.Expire.class::isInstance))
                .hasSize(1);
        assertThat(KeyspaceProbe.contents(copy)).isEqualTo(KeyspaceProbe.contents(keyspace));
        assertThat(copy.usedBytes()).isEqualTo(keyspace.usedBytes()).isEqualTo(KeyspaceProbe.weigh(copy));
    }

    @Test
    void anEffectOnAValueOfAnotherTypeIsReported() {
        put("k", 100, Entry.NEVER);
        OpWriter writer = new OpWriter();
        writer.raw(Keyspace.WRITE_EFFECT);
        writer.write(new Op.AddMembers(KEY, new Bytes[] {KEY}));
        assertThatThrownBy(() -> keyspace.apply(writer.toBytes(), 110))
                .isInstanceOf(DamagedEffectException.class)
                .hasMessageContaining("holds a string");
    }

    @Test
    void aScanCutShortByClearingTheKeyspaceIsNotComplete() {
        put("k", 100, Entry.NEVER);
        SnapshotScan scan = keyspace.startScan((buffer, length) -> {});
        keyspace.clear();
        assertThat(scan.advance(1000)).isFalse();
        assertThat(scan.isComplete()).isFalse();
    }

    @Test
    void aScanAfterHundredsThatWereGivenUpStillSeesEverything() {
        for (int i = 0; i < 40; i++) {
            put("k" + i, 10 + i, 0);
        }
        seenBy(keyspace.startScan((buffer, length) -> {}));
        for (int i = 0; i < 600; i++) {
            SnapshotScan scan = keyspace.startScan((buffer, length) -> {});
            scan.advance(1);
            scan.close();
            Keyspace copy = new Keyspace();
            SnapshotScan whole =
                    i % 300 < 297 ? null : keyspace.startScan((buffer, length) -> copy.restore(buffer, 0, length, 1));
            if (whole != null) {
                seenBy(whole);
                assertThat(copy.size()).isEqualTo(40);
            }
        }
    }

    private static void seenBy(SnapshotScan scan) {
        while (scan.advance(1000)) {
            // goes on
        }
        assertThat(scan.isComplete()).isTrue();
    }

    private void put(String key, long offset, long expireAt) {
        Transaction write = keyspace.begin(0);
        write.write(new Op.Put(Bytes.of(key), new byte[] {1}, expireAt));
        write.stamp(offset);
    }

    private long lookedAt(Bytes key) {
        Transaction read = keyspace.begin(0);
        read.look(key);
        return read.lookedAtOffset();
    }
}

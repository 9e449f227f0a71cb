package dev.baton.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.node.keyspace.Keyspace;
import dev.baton.node.keyspace.KeyspaceProbe;
import dev.baton.node.keyspace.SnapshotScan;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Random commands: what the log and a scan make of them is the state itself. */
class ReplayTest {
    private static final String[] COMMANDS = {
        "SET %k %v",
        "SET %k %n",
        "SET %k %v PX %n",
        "SET %k %v KEEPTTL",
        "SET %k %v NX GET",
        "GET %k",
        "DEL %k %k",
        "APPEND %k %v",
        "SETRANGE %k 3 %v",
        "INCR %k",
        "INCRBYFLOAT %k 1.25",
        "GETDEL %k",
        "GETEX %k PX %n",
        "MSET %k %v %k %v",
        "MSETNX %k %v %k %v",
        "EXPIRE %k 1",
        "PEXPIRE %k %n",
        "PEXPIRE %k -1",
        "PERSIST %k",
        "RENAME %k %k",
        "RENAMENX %k %k",
        "HSET %k f1 %v f2 %v",
        "HSET %k f3 %n",
        "HDEL %k f1 f3",
        "HINCRBY %k f3 7",
        "HGETALL %k",
        "HSETNX %k f1 %v",
        "RPUSH %k %v %v %n",
        "RPUSH %k %n %n %n",
        "LPUSH %k %v",
        "LPOP %k",
        "RPOP %k 2",
        "LRANGE %k 0 -1",
        "SADD %k m%n m%n %v",
        "SADD %k m1 m2 m3 m4",
        "SREM %k m1 m%n",
        "SPOP %k",
        "SPOP %k 3",
        "SMOVE %k %k m1",
        "SINTERSTORE %k %k %k",
        "SUNIONSTORE %k %k %k",
        "SDIFFSTORE %k %k %k",
        "SMEMBERS %k",
        "ZADD %k %n m1 %n m%n",
        "ZADD %k CH GT %n m1 -%n m2 0.5 %v",
        "ZADD %k INCR %n m2",
        "ZINCRBY %k -0.1 m1",
        "ZREM %k m1 m%n",
        "ZPOPMIN %k",
        "ZPOPMAX %k 2",
        "ZMPOP 2 %k %k MIN COUNT 2",
        "ZREMRANGEBYRANK %k 1 2",
        "ZREMRANGEBYSCORE %k (10 50",
        "ZRANGESTORE %k %k 0 3 REV",
        "ZUNIONSTORE %k 2 %k %k WEIGHTS 2 0.1",
        "ZINTERSTORE %k 2 %k %k AGGREGATE MAX",
        "ZDIFFSTORE %k 2 %k %k",
        "ZRANGE %k 0 -1 WITHSCORES",
        "LSET %k 1 %v",
        "LSET %k -1 %n",
        "LINSERT %k BEFORE %n %v",
        "LREM %k 0 %n",
        "LREM %k -1 %n",
        "LREM %k 2 %n",
        "LTRIM %k 1 -2",
        "LTRIM %k 5 9",
        "LMOVE %k %k LEFT RIGHT",
        "LMOVE %k %k LEFT LEFT",
        "RPOPLPUSH %k %k",
        "LMPOP 2 %k %k RIGHT COUNT 2",
        "SORT %k ALPHA STORE %k",
        "COPY %k %k",
        "COPY %k %k REPLACE",
        "SETBIT %k %n 1",
        "BITOP XOR %k %k %k",
        "BITFIELD %k SET u7 %n %n INCRBY i5 3 %n",
        "HINCRBYFLOAT %k f3 0.5",
        "TTL %k",
        "KEYS *",
        "SCAN 0",
        "RANDOMKEY",
        "MULTI",
        "EXEC",
        "EXEC",
        "WATCH %k"
    };

    @Property(tries = 60, shrinking = ShrinkingMode.OFF) // a seed has no smaller form
    void performingTheEffectsGivesAnEqualState(@ForAll long seed) {
        Random random = new Random(seed);
        Shell leader = new Shell();
        Keyspace follower = new Keyspace();
        for (int i = 0; i < 400; i++) {
            runOne(leader, random);
            while (!leader.log.isEmpty()) {
                Shell.Appended record = leader.log.removeFirst();
                follower.apply(record.effect(), record.endOffset());
            }
            leader.keyspace.committed(random.nextLong(leader.keyspace.lastOffset() + 1));
        }
        assertThat(KeyspaceProbe.contents(follower)).isEqualTo(KeyspaceProbe.contents(leader.keyspace));
        assertThat(follower.lastOffset()).isEqualTo(leader.keyspace.lastOffset());
        assertThat(follower.expiringKeys()).isEqualTo(leader.keyspace.expiringKeys());
        assertThat(leader.keyspace.usedBytes()).isEqualTo(KeyspaceProbe.weigh(leader.keyspace));
        assertThat(follower.usedBytes()).isEqualTo(leader.keyspace.usedBytes());
    }

    @Property(tries = 60, shrinking = ShrinkingMode.OFF) // a seed has no smaller form
    void aScanGivesTheStateAtItsStartWhateverIsWrittenMeanwhile(@ForAll long seed) {
        Random random = new Random(seed);
        Shell leader = new Shell();
        for (int i = 0; i < 300; i++) {
            runOne(leader, random);
        }
        for (int round = 0; round < 2; round++) {
            Map<String, String> atStart = KeyspaceProbe.contents(leader.keyspace);
            long offset = leader.keyspace.lastOffset();
            Keyspace copy = new Keyspace();
            SnapshotScan scan = leader.keyspace.startScan((buffer, length) -> copy.restore(buffer, 0, length, offset));
            do {
                for (int i = random.nextInt(20); i > 0; i--) {
                    runOne(leader, random);
                }
                if (random.nextInt(40) == 0) {
                    leader.run("FLUSHALL");
                }
            } while (scan.advance(1 + random.nextInt(4)));
            assertThat(KeyspaceProbe.contents(copy)).isEqualTo(atStart);
            assertThat(copy.usedBytes()).isEqualTo(KeyspaceProbe.weigh(copy));
            assertThat(scan.isComplete()).isTrue();
            assertThat(scan.offset()).isEqualTo(offset);
            assertThat(leader.keyspace.scanning()).isFalse();
        }
    }

    private static void runOne(Shell shell, Random random) {
        shell.now += random.nextInt(3);
        StringBuilder line = new StringBuilder();
        String form = COMMANDS[random.nextInt(COMMANDS.length)];
        for (int i = 0; i < form.length(); i++) {
            if (form.charAt(i) != '%') {
                line.append(form.charAt(i));
                continue;
            }
            switch (form.charAt(++i)) {
                case 'k' -> line.append("key").append(random.nextInt(40));
                case 'v' -> line.append("v".repeat(1 + random.nextInt(5))).append(random.nextInt(1000));
                default -> line.append(1 + random.nextInt(300));
            }
        }
        shell.run(line.toString());
    }
}

package dev.baton.node.process;

import static org.awaitility.Awaitility.await;

import dev.baton.protocol.Acknowledge;
import dev.baton.protocol.CommitRule;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.QuorumRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.TreeMap;

/** A real node process that leads alone: for tests of what clients see, and nothing of replication. */
public final class LoneLeader implements AutoCloseable {
    private final NodeUnderTest node;
    private final Told told = new Told();

    private LoneLeader(Path directory, String... ofJvm) {
        node = new NodeUnderTest("orders-0", directory).withJvm(ofJvm);
    }

    /**
     * Started, elected and open.
     *
     * @param ofJvm further options of its JVM
     */
    public static LoneLeader start(Path directory, String... ofJvm) throws Exception {
        LoneLeader leader = new LoneLeader(directory, ofJvm);
        try {
            leader.node.start();
            leader.elect();
            return leader;
        } catch (Exception | AssertionError failed) {
            leader.close();
            throw failed;
        }
    }

    private void elect() {
        told.fence(node);
        MemberStatus fenced = node.status();
        node.tell(new ControlCommand.Lead(
                told.epoch(), Told.RECORD, fenced.incarnation(), fenced.position(), Told.LEASE_MILLIS, false));
        node.tell(new ControlCommand.Rule(
                told.epoch(), new QuorumRule(1, new TreeMap<>(), 0, CommitRule.SYNCHRONOUS, Acknowledge.FLUSHED)));
        await().atMost(Duration.ofSeconds(20)).until(() -> node.status().state() == MemberState.OPEN);
    }

    /** Ends it at once; the next one reads its log, and is elected anew. */
    public void restart() throws Exception {
        node.kill();
        node.start();
        elect();
    }

    public int port() {
        return node.clientPort();
    }

    NodeUnderTest node() {
        return node;
    }

    @Override
    public void close() throws Exception {
        node.close();
    }
}

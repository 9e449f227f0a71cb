package dev.baton.node.server;

import dev.baton.node.snapshot.SnapshotFile;
import dev.baton.node.snapshot.SnapshotSource;
import dev.baton.protocol.MemberStatus;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A leader's side of seeding: gives every joiner a snapshot.
 *
 * <ol>
 *   <li>The one it already holds in part, if it is still here.
 *   <li>A recent one, if the log since then is. So one snapshot serves all who ask about the same time, and a restart's too.
 *   <li>Else one is taken, and serves all who ask meanwhile.
 * </ol>
 *
 * <p>A leader that isn't open can take none: nothing is committed in its epoch. Followers that need one are what it may wait for in order
 * to open, so it gives away the newest it keeps: committed once, and its log continues from there. Loop thread only.
 */
final class SeedDesk {
    private static final long SIGN_OF_LIFE_NANOS = 5_000_000_000L;

    private record Joiner(Channel channel, SeedRequest request) {}

    private final Snapshots snapshots;
    private final Executor reads;
    private final Journal journal;
    private final RateLimit rate;
    private final SeedPins pins = new SeedPins();
    private final List<Joiner> waiting = new ArrayList<>();
    private Member member;
    private long lastSign;

    @SuppressWarnings("NullAway.Init") // begin() follows at once
    SeedDesk(Snapshots snapshots, Executor reads, Journal journal, RateLimit rate) {
        this.snapshots = snapshots;
        this.reads = reads;
        this.journal = journal;
        this.rate = rate;
    }

    void begin(Member ofMember) {
        member = ofMember;
    }

    /** What those served still need. */
    SeedPins pins() {
        return pins;
    }

    /** A joiner asks on a connection of its own: it gets a snapshot as soon as there is one. */
    void requested(Channel channel, SeedRequest request) {
        if (!member.core().isLeading() || member.core().epoch().number() != request.epoch()) {
            SeedServe.fail(channel, "not the leader of epoch " + request.epoch());
            return;
        }
        if (!request.damaged().isEmpty()) {
            journal.warn("snapshot " + request.damaged() + " arrived damaged at " + request.member());
            snapshots.distrust(request.damaged());
        }
        waiting.add(new Joiner(channel, request));
        serveWaiting();
    }

    void tick() {
        serveWaiting();
        long now = System.nanoTime();
        if (!waiting.isEmpty() && now - lastSign > SIGN_OF_LIFE_NANOS) {
            lastSign = now;
            waiting.forEach(joiner -> {
                ByteBuf frame = joiner.channel().alloc().buffer();
                frame.writeByte(PeerCodec.SEED_WAIT);
                joiner.channel().writeAndFlush(frame, joiner.channel().voidPromise());
            });
        }
        if (!pins.isEmpty()) {
            MemberStatus.Leading leading = member.core().status(now).leading();
            pins.expire(
                    name -> leading != null
                            && leading.followers().stream()
                                    .anyMatch(f ->
                                            f.connected() && f.member().value().equals(name)),
                    now);
        }
    }

    private void serveWaiting() {
        waiting.removeIf(joiner -> !joiner.channel().isActive());
        if (waiting.isEmpty()) {
            return;
        }
        waiting.removeIf(joiner -> {
            Optional<SnapshotFile> wanted = snapshots.find(joiner.request().partial());
            wanted.ifPresent(file -> serve(joiner, file));
            return wanted.isPresent();
        });
        Optional<SnapshotFile> recent = snapshots.recent();
        if (recent.isPresent()) {
            serveAll(recent.get());
        } else if (member.core().isOpen() && !waiting.isEmpty()) {
            snapshots.take(this::taken);
        }
    }

    private void taken(@Nullable SnapshotFile file) {
        if (file != null) {
            serveAll(file);
        } else {
            failAll("no snapshot could be taken; ask again");
        }
    }

    private void serveAll(SnapshotFile file) {
        List<Joiner> served = List.copyOf(waiting);
        waiting.clear();
        served.forEach(joiner -> serve(joiner, file));
    }

    private void serve(Joiner joiner, SnapshotFile file) {
        SnapshotSource source;
        try {
            source = SnapshotSource.open(file);
        } catch (IOException e) {
            SeedServe.fail(joiner.channel(), String.valueOf(e.getMessage()));
            snapshots.unreadable(file.id());
            return;
        }
        String name = joiner.request().member();
        pins.hold(name, file, System.nanoTime());
        SeedServe.Listener listener = new SeedServe.Listener() {
            @Override
            public void pulled() {
                pins.seen(name, System.nanoTime());
            }

            @Override
            public void unreadable() {
                snapshots.unreadable(file.id());
            }
        };
        new SeedServe(source, rate, reads, journal, listener).begin(joiner.channel());
        journal.info("seeding " + name + " from snapshot position=" + file.position() + " bytes=" + source.bytes());
    }

    void deposed() {
        failAll("deposed");
        pins.clear();
    }

    private void failAll(String why) {
        waiting.forEach(joiner -> SeedServe.fail(joiner.channel(), why));
        waiting.clear();
    }
}

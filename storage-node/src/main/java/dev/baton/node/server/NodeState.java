package dev.baton.node.server;

import dev.baton.node.acl.Users;
import dev.baton.node.command.ClientPause;
import dev.baton.node.command.LiveSettings;
import dev.baton.node.command.ServerState;
import dev.baton.node.command.Session;
import dev.baton.node.command.Statistics;
import dev.baton.node.pubsub.PubSub;
import dev.baton.node.settings.Settings;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.MemberStatus.FollowerProgress;
import dev.baton.protocol.MemberStatus.Following;
import dev.baton.protocol.MemberStatus.Leading;
import dev.baton.protocol.Position;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What commands may know of this member. Loop thread only. */
final class NodeState implements ServerState {
    private final Member member;
    private final NodeSettings settings;
    private final ClientGate clients;
    private final Passwords passwords;
    private final Users users;
    private final Settings live;
    private final Statistics statistics;
    private final NodeInfo info;
    private final LiveSettings often;
    /** Whether it was once level with a leader, or led, since it started or was seeded: only then is what it shows recent. */
    private boolean current;

    NodeState(
            Member member,
            NodeSettings settings,
            Settings live,
            Statistics statistics,
            NodeInfo info,
            ClientGate clients,
            Passwords passwords,
            Users users) {
        this.member = member;
        this.settings = settings;
        this.clients = clients;
        this.passwords = passwords;
        this.users = users;
        this.live = live;
        this.often = new LiveSettings(live);
        this.statistics = statistics;
        this.info = info;
    }

    /** Looks whether the member has caught up; called at every tick. */
    void tick() {
        if (member.core().isOpen() || !current && isLevel()) {
            current = true;
        } else if (member.core().isSeeding()) {
            current = false;
        }
    }

    /**
     * Level with a leader that is open: one that isn't knows no better than this member how much is committed, and what is shown could
     * be older than what was acknowledged.
     */
    private boolean isLevel() {
        var core = member.core();
        return core.isCaughtUp()
                && member.memory().applied() >= core.committed()
                && member.log().history().epochAt(core.committed()).equals(core.epoch());
    }

    /** Whether a service may send clients here. */
    boolean isReady() {
        return member.core().isLeading()
                ? member.core().isOpen()
                : current && member.memory().isLoaded() && !member.core().isSeeding();
    }

    @Override
    public @Nullable String refusesWrites() {
        if (!member.core().isOpen()) {
            return member.core().isLeading() ? "LOADING Baton: this member was elected and is not open yet" : READONLY;
        }
        if (!member.memory().isLoaded()) {
            return LOADING;
        }
        if (!member.log().hasSpace()) {
            return "MISCONF Baton: the disk of " + settings.member() + " is full; writes are refused, reads go on ("
                    + member.log().spaceProblem() + ")";
        }
        return null;
    }

    @Override
    public @Nullable String refusesReads() {
        if (member.core().isLeading()) {
            return member.core().isOpen() && member.memory().isLoaded()
                    ? null
                    : "LOADING Baton: this member was elected and is not open yet";
        }
        if (!member.memory().isLoaded() || member.core().isSeeding()) {
            return LOADING;
        }
        return current ? null : "LOADING Baton: this follower has not caught up with its leader since it started";
    }

    @Override
    public boolean wantsPassword() {
        return passwords.required();
    }

    @Override
    public boolean accepts(byte[] password) {
        return passwords.accepts(password);
    }

    @Override
    public long maxMemory() {
        return live.maxMemory.number();
    }

    @Override
    public Role role() {
        MemberStatus status = member.core().status(Member.now());
        Leading leading = status.leading();
        if (leading != null) {
            List<Role.FollowerOfLeader> followers = new ArrayList<>();
            for (FollowerProgress follower : leading.followers()) {
                if (follower.connected()) {
                    followers.add(new Role.FollowerOfLeader(
                            follower.member().value(), settings.clientPort(), follower.flushed()));
                }
            }
            return new Role.Leader(status.end().offset(), followers);
        }
        Following following = status.following();
        return new Role.Follower(
                following == null ? "" : following.leader().value(),
                settings.clientPort(),
                linkState(status.state()),
                status.applied());
    }

    private static String linkState(MemberState state) {
        return switch (state) {
            case STREAMING, CATCHING_UP -> "connected";
            case SEEDING -> "sync";
            case CONNECTING -> "connecting";
            default -> "connect";
        };
    }

    @Override
    public boolean stillHolds(Position position) {
        return position.offset() <= member.log().endOffset()
                && member.log().history().epochAt(position.offset()).equals(position.epoch());
    }

    @Override
    public int followersHolding(long offset) {
        Leading leading = member.core().status(Member.now()).leading();
        if (leading == null) {
            return 0;
        }
        int holding = 0;
        for (FollowerProgress follower : leading.followers()) {
            if (follower.flushed() >= offset) {
                holding++;
            }
        }
        return holding;
    }

    @Override
    public List<InfoSection> info() {
        return info.sections();
    }

    @Override
    public long lastSaveMillis() {
        return info.lastSaveMillis();
    }

    @Override
    public Users users() {
        return users;
    }

    @Override
    public Settings settings() {
        return live;
    }

    @Override
    public Statistics statistics() {
        return statistics;
    }

    @Override
    public Collection<Session> clients() {
        return clients.sessions();
    }

    @Override
    public LiveSettings live() {
        return often;
    }

    @Override
    public ClientPause clientPause() {
        return clients.pause();
    }

    @Override
    public PubSub pubSub() {
        return clients.pubSub();
    }
}

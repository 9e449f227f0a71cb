package dev.baton.node.command;

import dev.baton.node.acl.Users;
import dev.baton.node.keyspace.EvictionPolicy;
import dev.baton.node.pubsub.PubSub;
import dev.baton.node.settings.Settings;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.Position;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A process around the commands that says what a test tells it to. */
final class FakeServer implements ServerState {
    @Nullable
    String refusesWrites;

    @Nullable
    String refusesReads;

    @Nullable
    String password;

    final Settings settings =
            new Settings(new Settings.Start(0, EvictionPolicy.NOEVICTION, 100, 6379, "127.0.0.1", "/data"));
    final LiveSettings live = new LiveSettings(settings);
    final Users users = new Users();
    final Statistics statistics = new Statistics();
    int followersHolding;
    /** That all of the log is of. */
    Epoch epoch = new Epoch(1);

    Role role = new Role.Leader(77, List.of(new Role.FollowerOfLeader("10.0.0.2", 6379, 70)));
    final List<Session> clients = new ArrayList<>();
    final ClientPause clientPause = new ClientPause();
    final PubSub pubSub = new PubSub();

    @Override
    public @Nullable String refusesWrites() {
        return refusesWrites;
    }

    @Override
    public @Nullable String refusesReads() {
        return refusesReads;
    }

    @Override
    public boolean wantsPassword() {
        return password != null;
    }

    @Override
    public boolean accepts(byte[] said) {
        return password == null || password.equals(new String(said, StandardCharsets.UTF_8));
    }

    @Override
    public long maxMemory() {
        return settings.maxMemory.number();
    }

    @Override
    public Role role() {
        return role;
    }

    @Override
    public boolean stillHolds(Position position) {
        return position.isEmpty() || position.epoch().equals(epoch);
    }

    @Override
    public int followersHolding(long offset) {
        return followersHolding;
    }

    @Override
    public List<InfoSection> info() {
        return List.of(new InfoSection("Server", Map.of("redis_version", "7.0.0")));
    }

    @Override
    public Users users() {
        return users;
    }

    @Override
    public Settings settings() {
        return settings;
    }

    @Override
    public Statistics statistics() {
        return statistics;
    }

    @Override
    public long lastSaveMillis() {
        return 5000;
    }

    @Override
    public Collection<Session> clients() {
        return clients;
    }

    @Override
    public LiveSettings live() {
        return live;
    }

    @Override
    public ClientPause clientPause() {
        return clientPause;
    }

    @Override
    public PubSub pubSub() {
        return pubSub;
    }
}

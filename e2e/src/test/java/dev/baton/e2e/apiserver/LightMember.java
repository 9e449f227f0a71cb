package dev.baton.e2e.apiserver;

import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.MemberLimits;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.MemberStatus.Following;
import dev.baton.protocol.MemberStatus.Leading;
import dev.baton.protocol.MemberStatusCodec;
import dev.baton.protocol.Position;
import dev.baton.protocol.Promise;
import dev.baton.protocol.ProtocolVersion;
import dev.baton.protocol.QuorumRule;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A member that speaks the control protocol and holds nothing: it promises, leads and follows as told, is level with its leader at once, and
 * costs a few kilobytes. For measuring an operator with hundreds of members, which as processes would not fit a machine. Thread-safe.
 */
final class LightMember implements AutoCloseable {
    private static final long LEASE_MILLIS = 3000;
    private static final long START_BYTES = 64;

    private final MemberName name;
    private final List<LightMember> database;
    private final Incarnation incarnation = new Incarnation(UUID.randomUUID().toString());
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    private @Nullable ServerSocket port;
    private long instance;
    private long diedNanos;
    private Promise promise = Promise.NONE;
    private Position end = Position.EMPTY;
    private @Nullable Epoch leads;
    private @Nullable QuorumRule rule;
    private final List<QuorumRule> proposed = new ArrayList<>();
    private @Nullable Epoch follows;
    private @Nullable MemberName leader;
    private @Nullable MemberLimits limits;

    /** @param database its members, this one among them: how they know of each other */
    LightMember(MemberName name, List<LightMember> database) {
        this.name = name;
        this.database = database;
        database.add(this);
    }

    MemberName name() {
        return name;
    }

    /** Listens on the control port of this address, as a new process on the same volume. */
    synchronized void start(String address) throws IOException {
        ServerSocket listening =
                new ServerSocket(dev.baton.protocol.Ports.CONTROL.number(), 50, InetAddress.getByName(address));
        port = listening;
        instance++;
        leads = null;
        follows = null;
        Thread.ofVirtual().name("member-" + name).start(() -> listen(listening));
    }

    synchronized boolean runs() {
        return port != null;
    }

    /** As a killed process: connections close, and nobody listens any more. */
    synchronized void kill() {
        diedNanos = System.nanoTime();
        close();
    }

    @Override
    public synchronized void close() {
        try {
            ServerSocket listening = port;
            port = null;
            if (listening != null) {
                listening.close();
            }
            for (Socket connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void listen(ServerSocket listening) {
        while (!listening.isClosed()) {
            try {
                Socket connection = listening.accept();
                connection.setTcpNoDelay(true);
                connections.add(connection);
                Thread.ofVirtual().name("control-" + name).start(() -> serve(connection));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection;
                InputStream in = new BufferedInputStream(connection.getInputStream());
                OutputStream out = new BufferedOutputStream(connection.getOutputStream())) {
            for (List<String> words = request(in); words != null; words = request(in)) {
                if (words.getFirst().equals("BATON")) {
                    answer(out, MemberStatusCodec.encode(obey(ControlCommand.decode(words.subList(1, words.size())))));
                } else {
                    out.write("+OK\r\n".getBytes(StandardCharsets.US_ASCII));
                }
                out.flush();
            }
        } catch (IOException over) {
            // The operator went, or this member was killed.
        } finally {
            connections.remove(connection);
        }
    }

    private static @Nullable List<String> request(InputStream in) throws IOException {
        String head = line(in);
        if (head == null) {
            return null;
        }
        List<String> words = new ArrayList<>();
        for (int left = Integer.parseInt(head.substring(1)); left > 0; left--) {
            int length = Integer.parseInt(String.valueOf(line(in)).substring(1));
            words.add(new String(in.readNBytes(length), StandardCharsets.UTF_8));
            in.skipNBytes(2);
        }
        return words;
    }

    private static @Nullable String line(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                return null;
            }
            if (c != '\r') {
                text.append((char) c);
            }
        }
        return text.toString();
    }

    private static void answer(OutputStream out, List<String> fields) throws IOException {
        out.write(("*" + fields.size() + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (String field : fields) {
            byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
            out.write(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(bytes);
            out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    private synchronized MemberStatus obey(ControlCommand command) {
        switch (command) {
            case ControlCommand.Fence fence -> {
                if (fence.epoch().isAfter(promise.promised())) {
                    promise = new Promise(fence.epoch(), promise.led(), fence.recordUid(), 0);
                    leads = null;
                    follows = null;
                }
            }
            case ControlCommand.Lead lead -> {
                if (leads == null && !promise.led().equals(lead.epoch())) {
                    promise = new Promise(lead.epoch(), lead.epoch(), lead.recordUid(), 0);
                    leads = lead.epoch();
                    end = new Position(lead.epoch(), end.offset() + START_BYTES);
                    rule = null;
                    proposed.clear();
                }
            }
            case ControlCommand.Follow follow -> {
                promise = new Promise(follow.epoch(), promise.led(), follow.recordUid(), promise.ruleNumber());
                leads = null;
                follows = follow.epoch();
                leader = follow.leader();
            }
            case ControlCommand.Propose propose -> proposed.add(propose.rule());
            case ControlCommand.Rule told -> {
                rule = told.rule();
                proposed.removeIf(one -> one.number() <= told.rule().number());
                promise = new Promise(
                        promise.promised(),
                        promise.led(),
                        promise.recordUid(),
                        told.rule().number());
            }
            case ControlCommand.Limit limit -> limits = limit.limits();
            case ControlCommand.Status status -> {}
            case ControlCommand.Pause pause -> {}
            case ControlCommand.Resume resume -> {}
        }
        return status();
    }

    private MemberStatus status() {
        LightMember led = leadingMember();
        if (follows != null && led != null && led.runs()) {
            end = led.end;
        }
        boolean fenced = leads == null && follows == null && !promise.promised().equals(Epoch.NONE);
        MemberState state = leads != null
                ? rule == null ? MemberState.ELECTED : MemberState.OPEN
                : follows == null
                        ? MemberState.FENCED
                        : led != null && led.runs() ? MemberState.STREAMING : MemberState.CONNECTING;
        return new MemberStatus(
                name,
                incarnation,
                instance,
                "boot",
                ProtocolVersion.SPOKEN,
                state,
                promise,
                end,
                end,
                0,
                end.offset(),
                end.offset(),
                fenced,
                false,
                0,
                0,
                leading(),
                following(led),
                null,
                limits,
                "");
    }

    private @Nullable Leading leading() {
        Epoch epoch = leads;
        if (epoch == null) {
            return null;
        }
        List<MemberStatus.FollowerProgress> followers = database.stream()
                .filter(member -> member != this && epoch.equals(member.follows) && member.runs())
                .map(member ->
                        new MemberStatus.FollowerProgress(member.name, member.incarnation, end.offset(), true, 0))
                .toList();
        return new Leading(
                epoch,
                end.offset(),
                true,
                rule != null,
                rule,
                proposed.stream()
                        .map(one -> new MemberStatus.Proposal(one, true))
                        .toList(),
                followers,
                LEASE_MILLIS,
                0,
                LEASE_MILLIS,
                0);
    }

    private @Nullable Following following(@Nullable LightMember led) {
        Epoch epoch = follows;
        MemberName its = leader;
        if (epoch == null || its == null) {
            return null;
        }
        boolean connected = led != null && led.runs();
        long silence = connected || led == null ? 0 : (System.nanoTime() - led.diedNanos) / 1_000_000;
        return new Following(epoch, its, connected, true, silence, 0, 0, 0, -1);
    }

    private @Nullable LightMember leadingMember() {
        return database.stream()
                .filter(member -> member.name.equals(leader) && member != this)
                .findFirst()
                .orElse(null);
    }
}

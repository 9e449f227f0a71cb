package dev.baton.e2e.process;

import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.MemberName;
import dev.baton.workload.Endpoint;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All wires of a cluster: from each member to each other's replication port, and from the operator to each control port. */
final class Wiring implements AutoCloseable {
    private final Map<MemberName, Map<MemberName, Wire>> replication = new TreeMap<>();
    private final Map<MemberName, Wire> control = new TreeMap<>();

    /** Which way is cut, as the one it happens to sees it. */
    enum Cut {
        BOTH,
        OUTGOING,
        INCOMING;

        boolean outgoing() {
            return this != INCOMING;
        }

        boolean incoming() {
            return this != OUTGOING;
        }
    }

    /** The wires end at {@code address}. */
    Wiring(String address, List<NodeProcess> nodes) throws IOException {
        for (NodeProcess target : nodes) {
            control.put(target.name(), new Wire(address, target.control()));
            for (NodeProcess from : nodes) {
                if (from != target) {
                    replication
                            .computeIfAbsent(from.name(), name -> new TreeMap<>())
                            .put(target.name(), new Wire(address, target.replication()));
                }
            }
        }
    }

    Endpoint control(MemberName member) {
        return wire(control, member).near();
    }

    /** The same command, with the wire's end for the leader's address. */
    ControlCommand wired(MemberName told, ControlCommand command) {
        if (!(command instanceof ControlCommand.Follow follow)) {
            return command;
        }
        Endpoint near = between(told, follow.leader()).near();
        return new ControlCommand.Follow(follow.epoch(), follow.recordUid(), follow.leader(), near.host(), near.port());
    }

    /** Cuts a member off from the operator and from all other members. */
    void cutOff(MemberName member, Cut cut) {
        wire(control, member).cut(cut.incoming(), cut.outgoing());
        replication.keySet().stream()
                .filter(other -> !other.equals(member))
                .forEach(other -> cutBetween(member, other, cut));
    }

    /** Cuts a member off from one other; {@code cut} is {@code member}'s view. */
    void cutBetween(MemberName member, MemberName other, Cut cut) {
        between(member, other).cut(cut.outgoing(), cut.incoming());
        between(other, member).cut(cut.incoming(), cut.outgoing());
    }

    void mend() {
        control.values().forEach(wire -> wire.cut(false, false));
        replication.values().forEach(wires -> wires.values().forEach(wire -> wire.cut(false, false)));
    }

    private Wire between(MemberName from, MemberName to) {
        return wire(wire(replication, from), to);
    }

    private static <T> T wire(Map<MemberName, T> wires, MemberName member) {
        T found = wires.get(member);
        if (found == null) {
            throw new IllegalArgumentException("no wire at " + member);
        }
        return found;
    }

    @Override
    public void close() throws IOException {
        for (Wire wire : control.values()) {
            wire.close();
        }
        for (Map<MemberName, Wire> wires : replication.values()) {
            for (Wire wire : wires.values()) {
                wire.close();
            }
        }
    }
}

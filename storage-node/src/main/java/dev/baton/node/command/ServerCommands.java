package dev.baton.node.command;

import static dev.baton.node.command.CommandDefinition.keyless;

import dev.baton.node.resp.Integers;
import dev.baton.node.resp.ReplyWriter;
import dev.baton.protocol.Position;
import java.time.Duration;
import java.util.List;

/** ROLE WAIT TIME LASTSAVE LOLWUT. */
final class ServerCommands {
    private static final long MOST_TIMEOUT_MILLIS = Duration.ofDays(36_500).toMillis();

    private ServerCommands() {}

    static List<CommandDefinition> definitions() {
        return List.of(
                keyless("role", "server", 1, ServerCommands::role, Flag.ALWAYS, Flag.FAST),
                keyless("wait", "generic", 3, ServerCommands::await, Flag.ALWAYS),
                keyless("time", "server", 1, ServerCommands::time, Flag.ALWAYS, Flag.FAST),
                keyless("lastsave", "server", 1, ServerCommands::lastSave, Flag.ALWAYS, Flag.FAST),
                keyless("lolwut", "server", -1, ServerCommands::lolwut, Flag.FAST, Flag.ALWAYS));
    }

    private static void role(Call call) {
        ReplyWriter out = call.out();
        ServerState.Role role = call.server().role();
        if (role instanceof ServerState.Role.Leader leader) {
            out.array(3);
            out.bulk("master");
            out.integer(leader.offset());
            out.array(leader.followers().size());
            for (ServerState.Role.FollowerOfLeader follower : leader.followers()) {
                out.array(3);
                out.bulk(follower.host());
                out.bulk(Integer.toString(follower.port()));
                out.bulk(Long.toString(follower.offset()));
            }
        } else if (role instanceof ServerState.Role.Follower follower) {
            out.array(5);
            out.bulk("slave");
            out.bulk(follower.leaderHost());
            out.integer(follower.leaderPort());
            out.bulk(follower.state());
            out.integer(follower.offset());
        }
    }

    private static void await(Call call) {
        if (!(call.server().role() instanceof ServerState.Role.Leader)) {
            throw new CommandException(
                    "ERR WAIT cannot be used with replica instances. Please also note that since Redis 4.0 if a replica is "
                            + "configured to be writable (which is not the default) writes to replicas are just local and are not propagated.");
        }
        long followers = call.integer(1);
        if (!Integers.isLong(call.argument(2))) {
            throw new CommandException("ERR timeout is not an integer or out of range");
        }
        long timeoutMillis = Integers.parse(call.argument(2));
        if (timeoutMillis < 0) {
            throw new CommandException("ERR timeout is negative");
        }
        Position lastWrite = call.session().lastWrite();
        if (!call.server().stillHolds(lastWrite)) {
            // Whoever holds this offset holds other records there.
            throw new CommandException(
                    "ERR the last write of this connection was discarded: another member led after it, without it");
        }
        long offset = lastWrite.offset();
        int holding = call.server().followersHolding(offset);
        if (holding >= followers || call.inExec()) {
            call.out().integer(holding);
        } else {
            // What doesn't fit a clock of nanoseconds is no end at all, rather than one that is over.
            long ends = timeoutMillis > MOST_TIMEOUT_MILLIS ? 0 : timeoutMillis;
            call.waitFor(new Execution.PendingWait(offset, followers, ends));
        }
    }

    private static void time(Call call) {
        call.out().array(2);
        call.out().bulk(Long.toString(Math.floorDiv(call.nowMillis(), 1000L)));
        call.out().bulk(Long.toString(Math.floorMod(call.nowMillis(), 1000L) * 1000));
    }

    private static void lastSave(Call call) {
        call.out().integer(call.server().lastSaveMillis() / 1000);
    }

    /** Whatever version of the drawing is asked for. */
    private static void lolwut(Call call) {
        call.out().text("""
                        o
                       /|
                      / |
                     /  |   one leads,
                    o---o   the others know the tune

                Baton, which speaks as Redis %s does
                """.formatted(ConnectionCommands.COMPATIBLE_VERSION));
    }
}

package dev.baton.node.command;

import static dev.baton.node.command.CommandDefinition.keyless;
import static dev.baton.node.command.CommandDefinition.manyKeys;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.WatchedKeys;
import java.util.List;

/**
 * MULTI EXEC DISCARD WATCH UNWATCH. All that EXEC runs is one transaction and one effect: it is in the log as a whole or not at all.
 *
 * <p>A watched key counts as changed when an op has touched it since, or it has expired, or memory was built anew: what was watched may have been
 * discarded with the tail of a deposed leader.
 */
final class MultiCommands {
    private MultiCommands() {}

    static List<CommandDefinition> definitions() {
        return List.of(
                keyless("multi", "transactions", 1, MultiCommands::multi, Flag.ALWAYS, Flag.NOT_QUEUED, Flag.FAST),
                keyless("exec", "transactions", 1, MultiCommands::exec, Flag.ALWAYS, Flag.NOT_QUEUED, Flag.NO_SLOWLOG),
                keyless("discard", "transactions", 1, MultiCommands::discard, Flag.ALWAYS, Flag.NOT_QUEUED, Flag.FAST),
                manyKeys("watch", "transactions", -2, -1, 1, MultiCommands::watch, Flag.NOT_QUEUED, Flag.FAST),
                keyless("unwatch", "transactions", 1, MultiCommands::unwatch, Flag.ALWAYS, Flag.FAST));
    }

    private static void multi(Call call) {
        if (call.session().inMulti()) {
            throw new CommandException("ERR MULTI calls can not be nested");
        }
        call.session().beginMulti();
        call.out().ok();
    }

    private static void discard(Call call) {
        if (!call.session().inMulti()) {
            throw new CommandException("ERR DISCARD without MULTI");
        }
        call.session().endMulti();
        call.out().ok();
    }

    private static void watch(Call call) {
        Session session = call.session();
        if (session.inMulti()) {
            throw new CommandException("ERR WATCH inside MULTI is not allowed");
        }
        for (int i = 1; i < call.count(); i++) {
            Bytes key = call.key(i);
            // Looked at first: to find it expired deletes it, which is no change that the client didn't see.
            boolean exists = call.look(key) != null;
            WatchedKeys.Watch watch = call.keyspace().watched().watch(key);
            session.watch(new Session.Watched(
                    watch, exists, watch.changes(), call.keyspace().life()));
        }
        call.out().ok();
    }

    private static void unwatch(Call call) {
        call.session().unwatch();
        call.out().ok();
    }

    private static void exec(Call call) {
        Session session = call.session();
        if (!session.inMulti()) {
            throw new CommandException("ERR EXEC without MULTI");
        }
        List<Session.Queued> queue = List.copyOf(session.queue());
        boolean broken = session.multiIsBroken();
        boolean unchanged = broken || watchedAreUnchanged(call);
        session.endMulti();
        if (broken) {
            throw new CommandException("EXECABORT Transaction discarded because of previous errors.");
        }
        if (!unchanged) {
            call.out().nilArray();
            return;
        }
        call.out().array(queue.size());
        for (Session.Queued queued : queue) {
            call.next(queued.definition(), queued.arguments());
            call.executor().run(queued.definition(), call);
        }
    }

    private static boolean watchedAreUnchanged(Call call) {
        boolean unchanged = true;
        for (Session.Watched watched : call.session().watched()) {
            // Looks at all of them: the answer depends on each, so the reply waits for each one's last write.
            boolean exists = call.look(watched.watch().key()) != null;
            unchanged &= exists == watched.existed()
                    && watched.changes() == watched.watch().changes()
                    && (!exists || watched.life() == call.keyspace().life());
        }
        return unchanged;
    }
}

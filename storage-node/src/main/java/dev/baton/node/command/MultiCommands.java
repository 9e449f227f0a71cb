package dev.baton.node.command;

import static dev.baton.node.command.CommandDefinition.keyless;
import static dev.baton.node.command.CommandDefinition.manyKeys;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.Entry;
import java.util.List;

/**
 * MULTI EXEC DISCARD WATCH UNWATCH. All that EXEC runs is one transaction and one effect: it is in the log as a whole or not at all.
 *
 * <p>A watched key counts as changed when its last-write offset has changed, or it has gone, or memory was built anew since: what was watched may have
 * been discarded with the tail of a deposed leader, and its offset taken by another write. An absent key counts as unchanged while it is absent,
 * even if it came and went meanwhile: EXEC then runs on the state that was read.
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
            Entry entry = call.look(key);
            long lastWrite = entry == null ? call.keyspace().lastOffset() : entry.lastWrite();
            session.watched()
                    .add(new Session.Watched(
                            key, entry != null, lastWrite, call.keyspace().life()));
        }
        call.out().ok();
    }

    private static void unwatch(Call call) {
        call.session().watched().clear();
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
            Entry entry = call.look(watched.key());
            unchanged &= watched.existed()
                    ? entry != null
                            && entry.lastWrite() == watched.lastWrite()
                            && watched.life() == call.keyspace().life()
                    : entry == null;
        }
        return unchanged;
    }
}

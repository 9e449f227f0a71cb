package dev.baton.node.command;

import static dev.baton.node.command.CommandDefinition.keyless;
import static dev.baton.node.command.CommandDefinition.manyKeys;
import static dev.baton.node.command.CommandDefinition.oneKey;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.Entry;
import dev.baton.node.keyspace.Op;
import dev.baton.node.keyspace.ValueType;
import java.util.List;

/** DEL UNLINK EXISTS TOUCH TYPE RENAME RENAMENX COPY MOVE FLUSHALL FLUSHDB: what works on a key whatever its type. */
final class KeyCommands {
    private KeyCommands() {}

    static List<CommandDefinition> definitions() {
        return List.of(
                manyKeys("del", "generic", -2, -1, 1, KeyCommands::delete, Flag.WRITE),
                manyKeys("unlink", "generic", -2, -1, 1, KeyCommands::delete, Flag.WRITE, Flag.FAST),
                manyKeys("exists", "generic", -2, -1, 1, KeyCommands::exists, Flag.READONLY, Flag.FAST),
                manyKeys("touch", "generic", -2, -1, 1, KeyCommands::touch, Flag.READONLY, Flag.FAST),
                oneKey("type", "generic", 2, KeyCommands::type, Flag.READONLY, Flag.FAST),
                manyKeys("rename", "generic", 3, 2, 1, KeyCommands::rename, Flag.WRITE),
                manyKeys("renamenx", "generic", 3, 2, 1, KeyCommands::renameIfAbsent, Flag.WRITE, Flag.FAST),
                manyKeys("copy", "generic", -3, 2, 1, KeyCommands::copy, Flag.WRITE, Flag.DENYOOM),
                oneKey("move", "generic", 3, KeyCommands::moveToDatabase, Flag.WRITE, Flag.FAST),
                keyless("flushall", "server", -1, KeyCommands::flush, Flag.WRITE),
                keyless("flushdb", "server", -1, KeyCommands::flush, Flag.WRITE));
    }

    private static void delete(Call call) {
        int deleted = 0;
        for (int i = 1; i < call.count(); i++) {
            Bytes key = call.key(i);
            if (call.look(key) != null) {
                call.write(new Op.Delete(key));
                deleted++;
            }
        }
        call.out().integer(deleted);
    }

    private static void exists(Call call) {
        int found = 0;
        for (int i = 1; i < call.count(); i++) {
            if (call.glance(call.key(i)) != null) {
                found++;
            }
        }
        call.out().integer(found);
    }

    private static void touch(Call call) {
        int touched = 0;
        for (int i = 1; i < call.count(); i++) {
            if (call.look(call.key(i)) != null) {
                touched++;
            }
        }
        call.out().integer(touched);
    }

    private static void type(Call call) {
        Entry entry = call.glance(call.key(1));
        call.out().simple(entry == null ? "none" : entry.type().wireName());
    }

    private static void rename(Call call) {
        move(call, call.key(1), call.key(2));
        call.out().ok();
    }

    private static void renameIfAbsent(Call call) {
        Bytes from = call.key(1);
        Bytes to = call.key(2);
        if (call.look(from) == null) {
            throw CommandException.noSuchKey();
        }
        if (call.look(to) != null) {
            call.out().integer(0);
            return;
        }
        move(call, from, to);
        call.out().integer(1);
    }

    private static void move(Call call, Bytes from, Bytes to) {
        if (call.look(from) == null) {
            throw CommandException.noSuchKey();
        }
        if (!from.equals(to)) {
            call.look(to);
            call.write(new Op.Rename(from, to));
        }
    }

    private static void copy(Call call) {
        boolean replace = false;
        for (int i = 3; i < call.count(); i++) {
            if (call.is(i, "REPLACE")) {
                replace = true;
            } else if (call.is(i, "DB") && i + 1 < call.count()) {
                onlyDatabase(call, ++i);
            } else {
                throw CommandException.syntax();
            }
        }
        Bytes from = call.key(1);
        Bytes to = call.key(2);
        if (from.equals(to)) {
            throw CommandException.sameObject();
        }
        Entry source = call.look(from);
        if (source == null || (call.look(to) != null && !replace)) {
            call.out().integer(0);
            return;
        }
        if (source.type() == ValueType.STRING) {
            call.growsBy(source.stringLength());
        }
        call.write(new Op.Copy(from, to));
        call.out().integer(1);
    }

    /** Refuses in any case: there is no other database. */
    private static void moveToDatabase(Call call) {
        onlyDatabase(call, 2);
        throw CommandException.sameObject();
    }

    private static void onlyDatabase(Call call, int index) {
        if (call.integer(index, Integer.MIN_VALUE, Integer.MAX_VALUE) != 0) {
            throw new CommandException("ERR DB index is out of range");
        }
    }

    private static void flush(Call call) {
        if (call.count() > 2 || (call.count() == 2 && !call.is(1, "ASYNC") && !call.is(1, "SYNC"))) {
            throw CommandException.syntax();
        }
        call.transaction().lookAtAll();
        call.write(new Op.Flush());
        call.out().ok();
    }
}

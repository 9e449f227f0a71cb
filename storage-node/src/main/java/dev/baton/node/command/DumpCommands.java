package dev.baton.node.command;

import static dev.baton.node.command.CommandDefinition.oneKey;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.Entry;
import dev.baton.node.keyspace.Op;
import dev.baton.node.rdb.BadDataException;
import dev.baton.node.rdb.Dump;
import java.util.List;

/** DUMP and RESTORE: a value as bytes that Redis reads and writes, too. */
final class DumpCommands {
    private DumpCommands() {}

    static List<CommandDefinition> definitions() {
        return List.of(
                oneKey("dump", "generic", 2, DumpCommands::dump, Flag.READONLY),
                oneKey("restore", "generic", -4, DumpCommands::restore, Flag.WRITE, Flag.DENYOOM));
    }

    private static void dump(Call call) {
        Entry entry = call.look(call.key(1));
        if (entry == null) {
            call.out().nil();
            return;
        }
        try {
            call.out().bulk(Dump.of(entry));
        } catch (BadDataException tooLong) {
            throw new CommandException("ERR " + tooLong.getMessage());
        }
    }

    private static void restore(Call call) {
        boolean replace = false;
        boolean absolute = false;
        long idleSeconds = -1;
        long frequency = -1;
        for (int i = 4; i < call.count(); i++) {
            boolean valueFollows = i + 1 < call.count();
            if (call.is(i, "REPLACE")) {
                replace = true;
            } else if (call.is(i, "ABSTTL")) {
                absolute = true;
            } else if (call.is(i, "IDLETIME") && valueFollows && frequency < 0) {
                idleSeconds = call.integer(++i);
                if (idleSeconds < 0) {
                    throw new CommandException("ERR Invalid IDLETIME value, must be >= 0");
                }
            } else if (call.is(i, "FREQ") && valueFollows && idleSeconds < 0) {
                frequency = call.integer(++i);
                if (frequency < 0 || frequency > 255) {
                    throw new CommandException("ERR Invalid FREQ value, must be >= 0 and <= 255");
                }
            } else {
                throw CommandException.syntax();
            }
        }
        Bytes key = call.key(1);
        boolean present = call.look(key) != null;
        if (present && !replace) {
            throw new CommandException("BUSYKEY Target key name already exists.");
        }
        long expireAt = expireAt(call, absolute);
        List<Op> ops = ops(call, key, expireAt);
        if (present) {
            call.write(new Op.Delete(key));
        }
        if (expireAt == Entry.NEVER || expireAt > call.nowMillis()) {
            ops.forEach(call::write);
        }
        call.out().ok();
    }

    private static long expireAt(Call call, boolean absolute) {
        long given = call.integer(2);
        if (given < 0) {
            throw new CommandException("ERR Invalid TTL value, must be >= 0");
        }
        if (absolute || given == 0) {
            return given == 0 ? Entry.NEVER : given;
        }
        return given > Long.MAX_VALUE - call.nowMillis() ? Long.MAX_VALUE : given + call.nowMillis();
    }

    private static List<Op> ops(Call call, Bytes key, long expireAt) {
        byte[] payload = call.argument(3);
        if (!Dump.isIntact(payload)) {
            throw new CommandException("ERR DUMP payload version or checksum are wrong");
        }
        try {
            return Dump.restore(key, payload, expireAt, call::growsBy);
        } catch (BadDataException bad) {
            throw new CommandException("ERR Bad data format");
        }
    }
}

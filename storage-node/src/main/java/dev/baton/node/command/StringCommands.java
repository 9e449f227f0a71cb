package dev.baton.node.command;

import static dev.baton.node.command.CommandDefinition.manyKeys;
import static dev.baton.node.command.CommandDefinition.oneKey;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.Entry;
import dev.baton.node.keyspace.Op;
import dev.baton.node.keyspace.ValueType;
import dev.baton.node.resp.RequestDecoder;
import java.util.List;

/** GET GETEX GETDEL MGET MSET MSETNX STRLEN APPEND GETRANGE SETRANGE. */
final class StringCommands {
    private StringCommands() {}

    static List<CommandDefinition> definitions() {
        return List.of(
                oneKey("get", "string", 2, StringCommands::get, Flag.READONLY, Flag.FAST),
                oneKey("getex", "string", -2, StringCommands::getAndExpire, Flag.WRITE, Flag.FAST),
                oneKey("getdel", "string", 2, StringCommands::getAndDelete, Flag.WRITE, Flag.FAST),
                manyKeys("mget", "string", -2, -1, 1, StringCommands::getMany, Flag.READONLY, Flag.FAST),
                manyKeys("mset", "string", -3, -1, 2, StringCommands::setMany, Flag.WRITE, Flag.DENYOOM),
                manyKeys("msetnx", "string", -3, -1, 2, StringCommands::setManyIfAbsent, Flag.WRITE, Flag.DENYOOM),
                oneKey("strlen", "string", 2, StringCommands::length, Flag.READONLY, Flag.FAST),
                oneKey("append", "string", 3, StringCommands::append, Flag.WRITE, Flag.DENYOOM, Flag.FAST),
                oneKey("getrange", "string", 4, StringCommands::getRange, Flag.READONLY),
                oneKey("substr", "string", 4, StringCommands::getRange, Flag.READONLY),
                oneKey("setrange", "string", 4, StringCommands::setRange, Flag.WRITE, Flag.DENYOOM));
    }

    private static void get(Call call) {
        Entry entry = call.look(call.key(1));
        if (entry == null) {
            call.out().nil();
        } else {
            call.out().bulk(entry.string());
        }
    }

    private static void getAndExpire(Call call) {
        Bytes key = call.key(1);
        ExpiryOption option = ExpiryOption.NONE;
        for (int i = 2; i < call.count(); i = option.next(i)) {
            option = ExpiryOption.parse(call, i, option, "PERSIST");
        }
        Entry entry = call.look(key);
        if (entry == null) {
            call.out().nil();
            return;
        }
        byte[] value = entry.string();
        long at = option.keeps() ? Entry.NEVER : option.at(call, entry.expireAt());
        call.out().bulk(value);
        if (at != Entry.NEVER && at <= call.nowMillis()) {
            call.write(new Op.Delete(key));
        } else if (at != entry.expireAt()) {
            call.write(new Op.Expire(key, at));
        }
    }

    private static void getAndDelete(Call call) {
        Bytes key = call.key(1);
        Entry entry = call.look(key);
        if (entry == null) {
            call.out().nil();
            return;
        }
        call.out().bulk(entry.string());
        call.write(new Op.Delete(key));
    }

    private static void getMany(Call call) {
        call.out().array(call.count() - 1);
        for (int i = 1; i < call.count(); i++) {
            Entry entry = call.look(call.key(i));
            if (entry == null || entry.type() != ValueType.STRING) {
                call.out().nil();
            } else {
                call.out().bulk(entry.string());
            }
        }
    }

    private static void setMany(Call call) {
        pairs(call);
        for (int i = 1; i < call.count(); i += 2) {
            put(call, i);
        }
        call.out().ok();
    }

    private static void setManyIfAbsent(Call call) {
        pairs(call);
        for (int i = 1; i < call.count(); i += 2) {
            if (call.look(call.key(i)) != null) {
                call.out().integer(0);
                return;
            }
        }
        for (int i = 1; i < call.count(); i += 2) {
            put(call, i);
        }
        call.out().integer(1);
    }

    private static void put(Call call, int index) {
        call.write(new Op.Put(call.key(index), call.argument(index + 1), Entry.NEVER), "set");
    }

    private static void pairs(Call call) {
        if (call.count() % 2 == 0) {
            throw CommandException.wrongArity(call.name());
        }
    }

    private static void length(Call call) {
        Entry entry = call.look(call.key(1));
        call.out().integer(entry == null ? 0 : entry.stringLength());
    }

    private static void append(Call call) {
        Bytes key = call.key(1);
        Entry entry = call.look(key);
        int length = entry == null ? 0 : entry.stringLength();
        byte[] more = call.argument(2);
        checkSize((long) length + more.length);
        call.write(entry == null ? new Op.Put(key, more, Entry.NEVER) : new Op.Patch(key, length, more));
        call.out().integer((long) length + more.length);
    }

    private static void getRange(Call call) {
        long start = call.integer(2);
        long end = call.integer(3);
        Entry entry = call.look(call.key(1));
        byte[] value = entry == null ? new byte[0] : entry.string();
        StringRange range = StringRange.of(start, end, value.length);
        if (range.isEmpty() || StringRange.isReversed(start, end)) {
            call.out().bulk(new byte[0]);
        } else {
            call.out().bulk(value, (int) range.from(), (int) (range.to() - range.from()));
        }
    }

    private static void setRange(Call call) {
        Bytes key = call.key(1);
        long offset = call.integer(2);
        if (offset < 0) {
            throw new CommandException("ERR offset is out of range");
        }
        byte[] patch = call.argument(3);
        Entry entry = call.look(key);
        int length = entry == null ? 0 : entry.stringLength();
        if (patch.length == 0) {
            call.out().integer(length);
            return;
        }
        if (offset > RequestDecoder.MAX_BULK_BYTES) {
            checkSize(offset);
        }
        checkSize(offset + patch.length);
        call.growsBy(offset + patch.length - length);
        call.write(new Op.Patch(key, (int) offset, patch));
        call.out().integer(Math.max(length, offset + patch.length));
    }

    private static void checkSize(long bytes) {
        if (bytes > RequestDecoder.MAX_BULK_BYTES) {
            throw new CommandException("ERR string exceeds maximum allowed size (proto-max-bulk-len)");
        }
    }
}

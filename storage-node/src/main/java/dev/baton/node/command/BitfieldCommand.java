package dev.baton.node.command;

import static dev.baton.node.command.CommandDefinition.oneKey;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.Entry;
import dev.baton.node.keyspace.Op;
import dev.baton.node.resp.Integers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** BITFIELD and BITFIELD_RO: numbers of 1 to 64 bits at any bit of a string. All its changes are one op: the bytes they touch, as they are at last. */
final class BitfieldCommand {
    private enum Kind {
        GET,
        SET,
        INCRBY
    }

    private record Step(Kind kind, FieldType type, long at, long operand, FieldType.Overflow overflow) {}

    private BitfieldCommand() {}

    static List<CommandDefinition> definitions() {
        return List.of(
                oneKey("bitfield", "bitmap", -2, call -> run(call, false), Flag.WRITE, Flag.DENYOOM),
                oneKey("bitfield_ro", "bitmap", -2, call -> run(call, true), Flag.READONLY, Flag.FAST));
    }

    private static void run(Call call, boolean readOnly) {
        List<Step> steps = steps(call);
        long end = 0;
        for (Step step : steps) {
            if (step.kind() != Kind.GET) {
                end = Math.max(end, step.at() + step.type().bits());
            }
        }
        if (readOnly && end > 0) {
            throw new CommandException("ERR BITFIELD_RO only supports the GET subcommand");
        }
        Bytes key = call.key(1);
        Entry entry = call.look(key);
        byte[] before = entry == null ? new byte[0] : entry.string();
        int length = Math.max(before.length, (int) ((end + 7) / 8));
        call.growsBy((long) length - before.length);
        Bitmap map = new Bitmap(end == 0 ? before : Arrays.copyOf(before, length));
        call.out().array(steps.size());
        for (Step step : steps) {
            Long answer = step(step, map);
            if (answer == null) {
                call.out().nil();
            } else {
                call.out().integer(answer);
            }
        }
        writeChanges(call, key, before, map.bytes());
    }

    private static void writeChanges(Call call, Bytes key, byte[] before, byte[] after) {
        int from = Arrays.mismatch(before, after);
        if (from < 0) {
            return;
        }
        int to = after.length;
        // It grows, if only by zeros, or else ends with the last byte that changed.
        while (to <= before.length && before[to - 1] == after[to - 1]) {
            to--;
        }
        call.write(new Op.Patch(key, from, Arrays.copyOfRange(after, from, to)), "setbit");
    }

    /** Does a step; what it answers, null for one that would overflow and may not. */
    private static @Nullable Long step(Step step, Bitmap map) {
        FieldType type = step.type();
        long old = type.extend(map.field(step.at(), type.bits()));
        if (step.kind() == Kind.GET) {
            return old;
        }
        boolean adds = step.kind() == Kind.INCRBY;
        Long made =
                adds ? type.sum(old, step.operand(), step.overflow()) : type.fitted(step.operand(), step.overflow());
        if (made == null) {
            return null;
        }
        map.put(step.at(), type.bits(), made);
        return adds ? made : Long.valueOf(old);
    }

    private static List<Step> steps(Call call) {
        List<Step> steps = new ArrayList<>();
        FieldType.Overflow overflow = FieldType.Overflow.WRAP;
        int at = 2;
        while (at < call.count()) {
            int left = call.count() - at - 1;
            if (call.is(at, "OVERFLOW") && left >= 1) {
                overflow = overflow(call, at + 1);
                at += 2;
                continue;
            }
            Kind kind = kind(call, at, left);
            FieldType type = FieldType.of(call.argument(at + 1));
            long offset = BitCommands.offset(call.argument(at + 2), type.bits());
            long operand = kind == Kind.GET ? 0 : operand(call.argument(at + 3));
            steps.add(new Step(kind, type, offset, operand, overflow));
            at += kind == Kind.GET ? 3 : 4;
        }
        return steps;
    }

    private static Kind kind(Call call, int at, int left) {
        if (call.is(at, "GET") && left >= 2) {
            return Kind.GET;
        }
        if (call.is(at, "SET") && left >= 3) {
            return Kind.SET;
        }
        if (call.is(at, "INCRBY") && left >= 3) {
            return Kind.INCRBY;
        }
        throw CommandException.syntax();
    }

    private static long operand(byte[] text) {
        if (!Integers.isLong(text)) {
            throw CommandException.notAnInteger();
        }
        return Integers.parse(text);
    }

    private static FieldType.Overflow overflow(Call call, int index) {
        for (FieldType.Overflow overflow : FieldType.Overflow.values()) {
            if (call.is(index, overflow.name())) {
                return overflow;
            }
        }
        throw new CommandException("ERR Invalid OVERFLOW type specified");
    }
}

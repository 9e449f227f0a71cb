package dev.baton.node.command;

import static dev.baton.node.command.CommandDefinition.oneKey;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.Entry;
import dev.baton.node.keyspace.Op;
import dev.baton.node.resp.Integers;
import dev.baton.node.resp.RequestDecoder;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** SETBIT GETBIT BITCOUNT BITPOS BITOP. */
final class BitCommands {
    private static final String BAD_OFFSET = "ERR bit offset is not an integer or out of range";
    private static final String BAD_BIT = "ERR bit is not an integer or out of range";

    private enum Operator {
        AND,
        OR,
        XOR,
        NOT
    }

    private BitCommands() {}

    static List<CommandDefinition> definitions() {
        return List.of(
                oneKey("setbit", "bitmap", 4, BitCommands::set, Flag.WRITE, Flag.DENYOOM),
                oneKey("getbit", "bitmap", 3, BitCommands::get, Flag.READONLY, Flag.FAST),
                oneKey("bitcount", "bitmap", -2, BitCommands::count, Flag.READONLY),
                oneKey("bitpos", "bitmap", -3, BitCommands::position, Flag.READONLY),
                new CommandDefinition(
                        "bitop",
                        "bitmap",
                        -4,
                        Set.of(Flag.WRITE, Flag.DENYOOM),
                        2,
                        -1,
                        1,
                        KeyFinder.range(2, -1, 1),
                        BitCommands::combine));
    }

    private static void set(Call call) {
        long offset = offset(call.argument(2), 0);
        if (!Integers.isLong(call.argument(3)) || (Integers.parse(call.argument(3)) & ~1) != 0) {
            throw new CommandException(BAD_BIT);
        }
        long bit = Integers.parse(call.argument(3));
        Bytes key = call.key(1);
        Entry entry = call.look(key);
        Bitmap map = new Bitmap(entry == null ? new byte[0] : entry.string());
        long before = map.bit(offset);
        int at = (int) (offset >>> 3);
        call.growsBy(at + 1L - map.bytes().length);
        if (before != bit || at >= map.bytes().length) {
            byte[] patch = {at < map.bytes().length ? map.bytes()[at] : 0};
            new Bitmap(patch).put(offset & 7, 1, bit);
            call.write(new Op.Patch(key, at, patch));
        }
        call.out().integer(before);
    }

    private static void get(Call call) {
        long offset = offset(call.argument(2), 0);
        Entry entry = call.look(call.key(1));
        call.out().integer(entry == null ? 0 : new Bitmap(entry.string()).bit(offset));
    }

    /**
     * The bit that an argument names.
     *
     * @param fieldBits how long a field is, if {@code #n} may name the n-th of them; otherwise 0
     */
    static long offset(byte[] argument, int fieldBits) {
        boolean ofField = fieldBits > 0 && argument.length > 0 && argument[0] == '#';
        byte[] text = ofField ? Arrays.copyOfRange(argument, 1, argument.length) : argument;
        if (!Integers.isLong(text)) {
            throw new CommandException(BAD_OFFSET);
        }
        long offset = Integers.parse(text);
        long most = RequestDecoder.MAX_BULK_BYTES * 8L;
        if (offset < 0 || offset >= most || (ofField && offset * fieldBits >= most)) {
            throw new CommandException(BAD_OFFSET);
        }
        return ofField ? offset * fieldBits : offset;
    }

    private static void count(Call call) {
        Entry entry = call.look(call.key(1));
        if (entry == null) {
            call.out().integer(0);
            return;
        }
        Bitmap map = new Bitmap(entry.string());
        StringRange bits = new StringRange(0, map.bytes().length * 8L);
        if (call.count() > 2) {
            if (call.count() < 4 || call.count() > 5) {
                throw CommandException.syntax();
            }
            long start = call.integer(2);
            long end = call.integer(3);
            if (StringRange.isReversed(start, end)) {
                call.out().integer(0);
                return;
            }
            bits = bits(map, start, end, call.count() == 5 && inBits(call, 4));
        }
        call.out().integer(map.count(bits.from(), bits.to()));
    }

    private static void position(Call call) {
        long bit = call.integer(2);
        if (bit != 0 && bit != 1) {
            throw new CommandException("ERR The bit argument must be 1 or 0.");
        }
        Entry entry = call.look(call.key(1));
        if (entry == null) {
            call.out().integer(bit == 1 ? -1 : 0);
            return;
        }
        Bitmap map = new Bitmap(entry.string());
        if (call.count() > 6) {
            throw CommandException.syntax();
        }
        long start = call.count() > 3 ? call.integer(3) : 0;
        boolean inBits = call.count() == 6 && inBits(call, 5);
        boolean ends = call.count() > 4;
        StringRange bits = bits(map, start, ends ? call.integer(4) : -1, inBits);
        long found = map.first(bit, bits.from(), bits.to());
        // Without an end the string goes on for ever, with zeros.
        call.out().integer(found < 0 && bit == 0 && !ends && !bits.isEmpty() ? bits.to() : found);
    }

    private static boolean inBits(Call call, int index) {
        if (!call.is(index, "BIT") && !call.is(index, "BYTE")) {
            throw CommandException.syntax();
        }
        return call.is(index, "BIT");
    }

    private static StringRange bits(Bitmap map, long start, long end, boolean inBits) {
        int bytes = map.bytes().length;
        return inBits
                ? StringRange.of(start, end, bytes * 8L)
                : StringRange.of(start, end, bytes).inBits();
    }

    private static void combine(Call call) {
        Operator operator = operator(call);
        if (operator == Operator.NOT && call.count() != 4) {
            throw new CommandException("ERR BITOP NOT must be called with a single source key.");
        }
        byte[][] sources = new byte[call.count() - 3][];
        int length = 0;
        for (int i = 0; i < sources.length; i++) {
            Entry entry = call.look(call.key(3 + i));
            sources[i] = entry == null ? new byte[0] : entry.string();
            length = Math.max(length, sources[i].length);
        }
        Bytes target = call.key(2);
        if (length > 0) {
            call.growsBy(length);
            call.write(new Op.Put(target, combined(operator, sources, length), Entry.NEVER), "set");
        } else if (call.look(target) != null) {
            call.write(new Op.Delete(target));
        }
        call.out().integer(length);
    }

    private static Operator operator(Call call) {
        for (Operator operator : Operator.values()) {
            if (call.is(1, operator.name())) {
                return operator;
            }
        }
        throw CommandException.syntax();
    }

    /** Shorter ones go on with zeros. */
    private static byte[] combined(Operator operator, byte[][] sources, int length) {
        byte[] result = Arrays.copyOf(sources[0], length);
        if (operator == Operator.NOT) {
            for (int i = 0; i < length; i++) {
                result[i] = (byte) ~result[i];
            }
        }
        for (int s = 1; s < sources.length; s++) {
            byte[] source = sources[s];
            for (int i = 0; i < source.length; i++) {
                result[i] = (byte)
                        switch (operator) {
                            case AND -> result[i] & source[i];
                            case OR -> result[i] | source[i];
                            default -> result[i] ^ source[i];
                        };
            }
            if (operator == Operator.AND) {
                Arrays.fill(result, source.length, length, (byte) 0);
            }
        }
        return result;
    }
}

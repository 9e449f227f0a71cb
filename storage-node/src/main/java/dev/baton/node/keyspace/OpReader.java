package dev.baton.node.keyspace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads what {@link OpWriter} wrote. Never reads past its bytes: damaged ones end in {@link DamagedEffectException}. */
public final class OpReader {
    private final byte[] buffer;
    private final int end;
    private int at;

    public OpReader(byte[] buffer, int from, int length) {
        this.buffer = buffer;
        this.at = from;
        this.end = Math.addExact(from, length);
        if (from < 0 || end > buffer.length) {
            throw new DamagedEffectException(
                    "ops [" + from + ", " + end + ") lie outside of " + buffer.length + " bytes");
        }
    }

    /** The ops of a WRITE effect, for tools and tests. */
    public static List<Op> ops(byte[] effect) {
        List<Op> ops = new ArrayList<>();
        OpReader reader = new OpReader(effect, 1, effect.length - 1);
        while (reader.hasNext()) {
            ops.add(reader.next());
        }
        return ops;
    }

    public boolean hasNext() {
        return at < end;
    }

    public Op next() {
        int code = raw();
        return switch (code) {
            case OpWriter.DELETE -> new Op.Delete(key());
            case OpWriter.PUT -> new Op.Put(key(), bytes(), Entry.NEVER);
            case OpWriter.PUT_EXPIRING -> new Op.Put(key(), bytes(), varint());
            case OpWriter.PATCH -> new Op.Patch(key(), integer(), bytes());
            case OpWriter.EXPIRE -> new Op.Expire(key(), varint());
            case OpWriter.PUT_FIELDS -> putFields();
            case OpWriter.DELETE_FIELDS -> new Op.DeleteFields(key(), many());
            case OpWriter.PUSH_LEFT -> new Op.Push(key(), Op.End.LEFT, elements());
            case OpWriter.PUSH_RIGHT -> new Op.Push(key(), Op.End.RIGHT, elements());
            case OpWriter.POP_LEFT -> new Op.Pop(key(), Op.End.LEFT, integer());
            case OpWriter.POP_RIGHT -> new Op.Pop(key(), Op.End.RIGHT, integer());
            case OpWriter.SET_ELEMENT -> new Op.SetElement(key(), integer(), bytes());
            case OpWriter.INSERT -> new Op.Insert(key(), integer(), bytes());
            case OpWriter.REMOVE_EQUAL_LEFT -> new Op.RemoveEqual(key(), Op.End.LEFT, integer(), bytes());
            case OpWriter.REMOVE_EQUAL_RIGHT -> new Op.RemoveEqual(key(), Op.End.RIGHT, integer(), bytes());
            case OpWriter.ADD_MEMBERS -> new Op.AddMembers(key(), many());
            case OpWriter.REMOVE_MEMBERS -> new Op.RemoveMembers(key(), many());
            case OpWriter.PUT_SCORES -> putScores();
            case OpWriter.REMOVE_SCORED -> new Op.RemoveScored(key(), many());
            case OpWriter.RENAME -> new Op.Rename(key(), key());
            case OpWriter.COPY -> new Op.Copy(key(), key());
            case OpWriter.FLUSH -> new Op.Flush();
            default -> throw new DamagedEffectException("unknown op code " + code + " at byte " + (at - 1));
        };
    }

    /** Whether a PUT comes next: the op of nearly every key of a snapshot, and of most writes, is read without an object of its own. */
    boolean putIsNext() {
        return buffer[at] == OpWriter.PUT;
    }

    /** The key of the PUT that comes next; {@link #value} is to follow. */
    Bytes putKey() {
        at++;
        return key();
    }

    /** Steps over the value of the PUT whose key was read. Returns its length; it ends at {@link #position}. */
    int value() {
        int length = length();
        at += length;
        return length;
    }

    int position() {
        return at;
    }

    private Op putFields() {
        Bytes key = key();
        int count = count(2);
        Bytes[] fields = new Bytes[count];
        byte[][] values = new byte[count][];
        for (int i = 0; i < count; i++) {
            fields[i] = key();
            values[i] = bytes();
        }
        return new Op.PutFields(key, fields, values);
    }

    private Op putScores() {
        Bytes key = key();
        int count = count(1 + Double.BYTES);
        Bytes[] members = new Bytes[count];
        double[] scores = new double[count];
        for (int i = 0; i < count; i++) {
            members[i] = key();
            scores[i] = score();
        }
        return new Op.PutScores(key, members, scores);
    }

    private double score() {
        if (end - at < Double.BYTES) {
            throw new DamagedEffectException("the ops end in the middle of a score");
        }
        double score = (double) OpWriter.SCORE.get(buffer, at);
        at += Double.BYTES;
        if (Double.isNaN(score)) {
            throw new DamagedEffectException("a score that is not a number, before byte " + at);
        }
        return score;
    }

    private Bytes[] many() {
        Bytes[] strings = new Bytes[count(1)];
        for (int i = 0; i < strings.length; i++) {
            strings[i] = key();
        }
        return strings;
    }

    private byte[][] elements() {
        byte[][] elements = new byte[count(1)][];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = bytes();
        }
        return elements;
    }

    private Bytes key() {
        return Bytes.of(bytes());
    }

    /** Of a string that lies within the bytes. */
    private int length() {
        int length = integer();
        if (length > end - at) {
            throw new DamagedEffectException("a string of " + length + " bytes where only " + (end - at) + " are left");
        }
        return length;
    }

    private byte[] bytes() {
        int length = length();
        byte[] value = Arrays.copyOfRange(buffer, at, at + length);
        at += length;
        return value;
    }

    /** A count of things that take at least so many bytes each, so that a damaged count can't ask for a huge array. */
    private int count(int leastBytesEach) {
        int count = integer();
        if (count > (end - at) / leastBytesEach) {
            throw new DamagedEffectException("a count of " + count + " where only " + (end - at) + " bytes are left");
        }
        return count;
    }

    private int integer() {
        long value = varint();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new DamagedEffectException("a length out of range: " + value);
        }
        return (int) value;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = raw();
            value |= (next & 0x7fL) << shift;
            if ((next & 0x80) == 0) {
                return value;
            }
        }
        throw new DamagedEffectException("a number of more than ten bytes at byte " + at);
    }

    private int raw() {
        if (at >= end) {
            throw new DamagedEffectException("the ops end in the middle of one");
        }
        return buffer[at++] & 0xff;
    }
}

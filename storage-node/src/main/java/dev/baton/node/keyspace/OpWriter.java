package dev.baton.node.keyspace;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Encodes ops: a code byte, then the fields in order. Integers are unsigned LEB128 varints, byte strings a varint length and the bytes, scores the
 * eight bytes of a double, the sign first. See {@link OpReader} for the way back. The encoding is on disk and on the wire: codes are never reused.
 */
public final class OpWriter {
    static final int DELETE = 1;
    static final int PUT = 2;
    static final int PUT_EXPIRING = 3;
    static final int PATCH = 4;
    static final int EXPIRE = 5;
    static final int PUT_FIELDS = 6;
    static final int DELETE_FIELDS = 7;
    static final int PUSH_LEFT = 8;
    static final int PUSH_RIGHT = 9;
    static final int POP_LEFT = 10;
    static final int POP_RIGHT = 11;
    static final int RENAME = 12;
    static final int FLUSH = 13;
    static final int COPY = 14;
    static final int SET_ELEMENT = 15;
    static final int INSERT = 16;
    static final int REMOVE_EQUAL_LEFT = 17;
    static final int REMOVE_EQUAL_RIGHT = 18;
    static final int ADD_MEMBERS = 20;
    static final int REMOVE_MEMBERS = 21;
    static final int PUT_SCORES = 22;
    static final int REMOVE_SCORED = 23;

    static final VarHandle SCORE = MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.BIG_ENDIAN);

    private static final int KEPT_CAPACITY = 1 << 20;
    private static final int GREATEST_CAPACITY = Integer.MAX_VALUE - 64;

    private byte[] buffer = new byte[256];
    private int length;

    public int length() {
        return length;
    }

    /** The buffer itself; valid up to {@link #length()} and until the next call. */
    public byte[] buffer() {
        return buffer;
    }

    /** A copy of what was written. */
    public byte[] toBytes() {
        return Arrays.copyOf(buffer, length);
    }

    /** Forgets what was written, and a buffer grown large with it. */
    public void reset() {
        length = 0;
        if (buffer.length > KEPT_CAPACITY) {
            buffer = new byte[256];
        }
    }

    public void raw(int value) {
        reserve(1);
        buffer[length++] = (byte) value;
    }

    public void write(Op op) {
        switch (op) {
            case Op.Delete it -> {
                raw(DELETE);
                bytes(it.key().array());
            }
            case Op.Put it -> {
                raw(it.expireAt() == Entry.NEVER ? PUT : PUT_EXPIRING);
                bytes(it.key().array());
                bytes(it.value());
                if (it.expireAt() != Entry.NEVER) {
                    varint(it.expireAt());
                }
            }
            case Op.Patch it -> {
                raw(PATCH);
                bytes(it.key().array());
                varint(it.offset());
                bytes(it.bytes());
            }
            case Op.Expire it -> {
                raw(EXPIRE);
                bytes(it.key().array());
                varint(it.expireAt());
            }
            case Op.PutFields it -> {
                raw(PUT_FIELDS);
                bytes(it.key().array());
                varint(it.fields().length);
                for (int i = 0; i < it.fields().length; i++) {
                    bytes(it.fields()[i].array());
                    bytes(it.values()[i]);
                }
            }
            case Op.DeleteFields it -> {
                raw(DELETE_FIELDS);
                bytes(it.key().array());
                many(it.fields());
            }
            case Op.Push it -> {
                raw(it.end() == Op.End.LEFT ? PUSH_LEFT : PUSH_RIGHT);
                bytes(it.key().array());
                varint(it.elements().length);
                for (byte[] element : it.elements()) {
                    bytes(element);
                }
            }
            case Op.Pop it -> {
                raw(it.end() == Op.End.LEFT ? POP_LEFT : POP_RIGHT);
                bytes(it.key().array());
                varint(it.count());
            }
            case Op.SetElement it -> {
                raw(SET_ELEMENT);
                bytes(it.key().array());
                varint(it.index());
                bytes(it.element());
            }
            case Op.Insert it -> {
                raw(INSERT);
                bytes(it.key().array());
                varint(it.index());
                bytes(it.element());
            }
            case Op.RemoveEqual it -> {
                raw(it.end() == Op.End.LEFT ? REMOVE_EQUAL_LEFT : REMOVE_EQUAL_RIGHT);
                bytes(it.key().array());
                varint(it.count());
                bytes(it.element());
            }
            case Op.AddMembers it -> {
                raw(ADD_MEMBERS);
                bytes(it.key().array());
                many(it.members());
            }
            case Op.RemoveMembers it -> {
                raw(REMOVE_MEMBERS);
                bytes(it.key().array());
                many(it.members());
            }
            case Op.PutScores it -> {
                raw(PUT_SCORES);
                bytes(it.key().array());
                varint(it.members().length);
                for (int i = 0; i < it.members().length; i++) {
                    bytes(it.members()[i].array());
                    score(it.scores()[i]);
                }
            }
            case Op.RemoveScored it -> {
                raw(REMOVE_SCORED);
                bytes(it.key().array());
                many(it.members());
            }
            case Op.Rename it -> {
                raw(RENAME);
                bytes(it.from().array());
                bytes(it.to().array());
            }
            case Op.Copy it -> {
                raw(COPY);
                bytes(it.from().array());
                bytes(it.to().array());
            }
            case Op.Flush it -> raw(FLUSH);
        }
    }

    private void many(Bytes[] strings) {
        varint(strings.length);
        for (Bytes string : strings) {
            bytes(string.array());
        }
    }

    private void score(double value) {
        reserve(Double.BYTES);
        SCORE.set(buffer, length, value);
        length += Double.BYTES;
    }

    private void bytes(byte[] value) {
        varint(value.length);
        reserve(value.length);
        System.arraycopy(value, 0, buffer, length, value.length);
        length += value.length;
    }

    private void varint(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            buffer[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buffer[length++] = (byte) rest;
    }

    private void reserve(int more) {
        if (buffer.length - length < more) {
            long needed = (long) length + more;
            if (needed > GREATEST_CAPACITY) {
                throw new IllegalStateException(
                        "one transaction may not write more than " + GREATEST_CAPACITY + " bytes");
            }
            buffer = Arrays.copyOf(buffer, (int) Math.min(GREATEST_CAPACITY, Math.max(needed, buffer.length * 2L)));
        }
    }
}

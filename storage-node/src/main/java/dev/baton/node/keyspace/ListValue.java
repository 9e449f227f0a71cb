package dev.baton.node.keyspace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** A list as a ring: push and pop at both ends and access by index take constant time. */
public final class ListValue extends CollectionValue {
    private static final int OVERHEAD = 64;
    private static final int ELEMENT_OVERHEAD = 24;
    private static final int LEAST_CAPACITY = 8;
    private static final byte[] FREE = {};

    /** Slots not in use hold {@link #FREE}, or null when never used. */
    private byte[][] ring = new byte[LEAST_CAPACITY][];

    private int head;
    private int size;
    private long weight = OVERHEAD;

    ListValue() {}

    @Override
    public ValueType type() {
        return ValueType.LIST;
    }

    @Override
    public int size() {
        return size;
    }

    /** The element, not to be changed. Index from 0 to size − 1. */
    public byte[] get(int index) {
        Objects.checkIndex(index, size);
        return ring[(head + index) & (ring.length - 1)];
    }

    @Override
    void perform(Op.OnCollection op) {
        switch ((Op.OnList) op) {
            case Op.Push push -> {
                for (byte[] element : push.elements()) {
                    if (push.end() == Op.End.LEFT) {
                        pushLeft(element);
                    } else {
                        pushRight(element);
                    }
                }
            }
            case Op.Pop pop -> {
                if (pop.count() > size) {
                    throw new DamagedEffectException(
                            "pops " + pop.count() + " elements of key " + pop.key() + ", which has only " + size);
                }
                for (int i = 0; i < pop.count(); i++) {
                    if (pop.end() == Op.End.LEFT) {
                        popLeft();
                    } else {
                        popRight();
                    }
                }
            }
            case Op.SetElement set -> {
                check(set.key(), set.index(), size);
                weight += (long) set.element().length - get(set.index()).length;
                put(set.index(), set.element());
            }
            case Op.Insert insert -> {
                check(insert.key(), insert.index(), size + 1);
                insert(insert.index(), insert.element());
            }
            case Op.RemoveEqual remove -> removeEqual(remove);
        }
    }

    private void check(Bytes key, int index, int limit) {
        if (index >= limit) {
            throw new DamagedEffectException(
                    "changes index " + index + " of key " + key + ", which has " + size + " elements");
        }
    }

    @Override
    public void remake(Bytes key, int pieceBytes, Consumer<? super Op> ops) {
        List<byte[]> elements = new ArrayList<>();
        int gathered = 0;
        for (int i = 0; i < size; i++) {
            if (gathered > pieceBytes) {
                ops.accept(new Op.Push(key, Op.End.RIGHT, elements.toArray(new byte[0][])));
                elements.clear();
                gathered = 0;
            }
            elements.add(get(i));
            gathered += get(i).length;
        }
        ops.accept(new Op.Push(key, Op.End.RIGHT, elements.toArray(new byte[0][])));
    }

    private void pushLeft(byte[] element) {
        makeRoom();
        head = (head - 1) & (ring.length - 1);
        ring[head] = element;
        size++;
        weight += ELEMENT_OVERHEAD + (long) element.length;
    }

    private void pushRight(byte[] element) {
        makeRoom();
        ring[(head + size) & (ring.length - 1)] = element;
        size++;
        weight += ELEMENT_OVERHEAD + (long) element.length;
    }

    private void popLeft() {
        weight -= ELEMENT_OVERHEAD + (long) get(0).length;
        ring[head] = FREE;
        head = (head + 1) & (ring.length - 1);
        size--;
        giveBackRoom();
    }

    private void popRight() {
        weight -= ELEMENT_OVERHEAD + (long) get(size - 1).length;
        ring[(head + size - 1) & (ring.length - 1)] = FREE;
        size--;
        giveBackRoom();
    }

    /** The side with fewer elements makes way. */
    private void insert(int index, byte[] element) {
        makeRoom();
        boolean fewerOnTheLeft = index < size / 2;
        size++;
        if (fewerOnTheLeft) {
            head = (head - 1) & (ring.length - 1);
            for (int i = 0; i < index; i++) {
                put(i, get(i + 1));
            }
        } else {
            for (int i = size - 1; i > index; i--) {
                put(i, get(i - 1));
            }
        }
        put(index, element);
        weight += ELEMENT_OVERHEAD + (long) element.length;
    }

    /** Goes from the named end to the other, and moves who stays over who goes, towards that end. */
    private void removeEqual(Op.RemoveEqual remove) {
        boolean fromLeft = remove.end() == Op.End.LEFT;
        int removed = 0;
        for (int i = 0; i < size; i++) {
            byte[] element = get(fromLeft ? i : size - 1 - i);
            if (removed < remove.count() && Arrays.equals(element, remove.element())) {
                removed++;
            } else {
                put(fromLeft ? i - removed : size - 1 - i + removed, element);
            }
        }
        if (removed < remove.count()) {
            throw new DamagedEffectException("removes " + remove.count() + " equal elements of key " + remove.key()
                    + ", which has only " + removed);
        }
        for (int i = 0; i < removed; i++) {
            put(fromLeft ? size - 1 - i : i, FREE);
        }
        head = fromLeft ? head : (head + removed) & (ring.length - 1);
        size -= removed;
        weight -= removed * (ELEMENT_OVERHEAD + (long) remove.element().length);
        giveBackRoom();
    }

    private void put(int index, byte[] element) {
        ring[(head + index) & (ring.length - 1)] = element;
    }

    @Override
    long weight() {
        return weight;
    }

    private void makeRoom() {
        if (size == ring.length) {
            resize(ring.length * 2);
        }
    }

    private void giveBackRoom() {
        int capacity = ring.length;
        while (capacity > LEAST_CAPACITY && size < capacity / 4) {
            capacity /= 2;
        }
        if (capacity < ring.length) {
            resize(capacity);
        }
    }

    private void resize(int capacity) {
        byte[][] moved = new byte[capacity][];
        for (int i = 0; i < size; i++) {
            moved[i] = ring[(head + i) & (ring.length - 1)];
        }
        ring = moved;
        head = 0;
    }
}

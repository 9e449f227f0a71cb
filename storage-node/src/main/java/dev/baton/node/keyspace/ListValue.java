package dev.baton.node.keyspace;

import java.util.Objects;

/** A list as a ring: push and pop at both ends and access by index take constant time. */
public final class ListValue {
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

    public int size() {
        return size;
    }

    /** The element, not to be changed. Index from 0 to size − 1. */
    public byte[] get(int index) {
        Objects.checkIndex(index, size);
        return ring[(head + index) & (ring.length - 1)];
    }

    void pushLeft(byte[] element) {
        makeRoom();
        head = (head - 1) & (ring.length - 1);
        ring[head] = element;
        size++;
        weight += ELEMENT_OVERHEAD + (long) element.length;
    }

    void pushRight(byte[] element) {
        makeRoom();
        ring[(head + size) & (ring.length - 1)] = element;
        size++;
        weight += ELEMENT_OVERHEAD + (long) element.length;
    }

    void popLeft() {
        weight -= ELEMENT_OVERHEAD + (long) get(0).length;
        ring[head] = FREE;
        head = (head + 1) & (ring.length - 1);
        size--;
        giveBackRoom();
    }

    void popRight() {
        weight -= ELEMENT_OVERHEAD + (long) get(size - 1).length;
        ring[(head + size - 1) & (ring.length - 1)] = FREE;
        size--;
        giveBackRoom();
    }

    long weight() {
        return weight;
    }

    private void makeRoom() {
        if (size == ring.length) {
            resize(ring.length * 2);
        }
    }

    private void giveBackRoom() {
        if (ring.length > LEAST_CAPACITY && size < ring.length / 4) {
            resize(ring.length / 2);
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

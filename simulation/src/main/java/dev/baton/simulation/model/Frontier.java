package dev.baton.simulation.model;

import java.util.ArrayList;
import java.util.List;

/** States of one depth and their numbers, packed into blocks: millions of small arrays would cost twice as much. */
final class Frontier {
    private static final int IN_A_BLOCK = 1 << 13;

    private final List<byte[]> blocks = new ArrayList<>();
    private final List<int[]> numbers = new ArrayList<>();
    private int size;

    int size() {
        return size;
    }

    void add(State state, int number) {
        int block = size / IN_A_BLOCK;
        if (block == blocks.size()) {
            blocks.add(new byte[IN_A_BLOCK * State.SIZE]);
            numbers.add(new int[IN_A_BLOCK]);
        }
        int at = size % IN_A_BLOCK;
        System.arraycopy(state.bytes, 0, blocks.get(block), at * State.SIZE, State.SIZE);
        numbers.get(block)[at] = number;
        size++;
    }

    /** Copies a state out, and returns its number. */
    int get(int index, State into) {
        int at = index % IN_A_BLOCK;
        System.arraycopy(blocks.get(index / IN_A_BLOCK), at * State.SIZE, into.bytes, 0, State.SIZE);
        return numbers.get(index / IN_A_BLOCK)[at];
    }

    /** Blocks are kept for the next depth. */
    void clear() {
        size = 0;
    }
}

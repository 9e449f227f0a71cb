package dev.baton.node.server;

import dev.baton.node.command.Session;
import java.util.ArrayDeque;

/** Requests of one connection that may not run yet, in order. Loop thread only. */
final class HeldBack {
    private final ArrayDeque<byte[][]> requests = new ArrayDeque<>();
    private long bytes;

    void add(byte[][] request) {
        requests.add(request);
        bytes += Session.bytesOf(request);
    }

    /** One that ran and may not be answered: whatever else is here came after it. */
    void addAgain(byte[][] request) {
        requests.addFirst(request);
        bytes += Session.bytesOf(request);
    }

    byte[][] next() {
        return requests.element();
    }

    byte[][] remove() {
        byte[][] request = requests.remove();
        bytes -= Session.bytesOf(request);
        return request;
    }

    boolean isEmpty() {
        return requests.isEmpty();
    }

    int count() {
        return requests.size();
    }

    long bytes() {
        return bytes;
    }

    void clear() {
        requests.clear();
        bytes = 0;
    }
}

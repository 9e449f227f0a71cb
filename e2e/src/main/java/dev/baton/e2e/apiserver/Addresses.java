package dev.baton.e2e.apiserver;

import java.util.concurrent.atomic.AtomicInteger;

/** Addresses of 127.0.0.0/8, each given once: a pod that comes back has another one, as on a real node. */
final class Addresses {
    // By process number, so that two JVMs at once hardly meet.
    private static final long BLOCK = 64 + ProcessHandle.current().pid() % 128;
    private static final AtomicInteger NEXT = new AtomicInteger();

    private Addresses() {}

    static String next() {
        int number = NEXT.incrementAndGet();
        if (number > 250 * 250) {
            throw new IllegalStateException("no address of 127." + BLOCK + ".0.0/16 is left");
        }
        return "127." + BLOCK + "." + number / 250 + "." + (1 + number % 250);
    }
}

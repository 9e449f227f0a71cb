package dev.baton.node.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Stands between a member and its leader, counts what the leader sends, cuts every connection once so much came, or lets it come slowly. */
final class CutLink implements AutoCloseable {
    private final int target;
    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong received = new AtomicLong();
    private volatile long rate = Long.MAX_VALUE;
    private final AtomicLong cutAt = new AtomicLong(Long.MAX_VALUE);

    CutLink(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Bytes the leader sent. */
    long received() {
        return received.get();
    }

    /** Cuts once, when the leader sent so many bytes in all. */
    void cutAfter(long bytes) {
        cutAt.set(bytes);
    }

    /** From now on the leader's bytes come at this rate at most. */
    void slow(long bytesASecond) {
        rate = bytesASecond;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(near);
                sockets.add(far);
                Thread.ofVirtual().start(() -> pass(near, far, false));
                Thread.ofVirtual().start(() -> pass(far, near, true));
            } catch (IOException over) {
                // closed, or the leader is gone: the next one may come through
            }
        }
    }

    private void pass(Socket from, Socket to, boolean counted) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[16 << 10];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (counted) {
                    LockSupport.parkNanos(n * 1_000_000_000L / rate);
                }
                out.write(buffer, 0, n);
                if (counted && received.addAndGet(n) >= cutAt.get()) {
                    cutAt.set(Long.MAX_VALUE);
                    cut();
                }
            }
        } catch (IOException cut) {
            // the other side is closed with it
        }
    }

    private void cut() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
            sockets.remove(socket);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }
}

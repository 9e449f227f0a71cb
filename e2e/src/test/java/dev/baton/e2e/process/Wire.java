package dev.baton.e2e.process;

import dev.baton.workload.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between two that talk over TCP, and holds back what one way carries, or both, as a network does that loses packets: nothing is
 * closed, no new connection comes about, and once it is mended everything held arrives, as a sender that tries again sees to.
 */
final class Wire implements AutoCloseable {
    private final Endpoint target;
    private final ServerSocket server;
    private final Way there = new Way();
    private final Way back = new Way();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    /** One direction. */
    private static final class Way {
        private boolean cut;

        synchronized void set(boolean nowCut) {
            cut = nowCut;
            notifyAll();
        }

        synchronized void pass() throws InterruptedException {
            while (cut) {
                wait();
            }
        }
    }

    /** Listens on {@code address}, at a port of its own. */
    Wire(String address, Endpoint target) throws IOException {
        this.target = target;
        server = new ServerSocket(0, 50, InetAddress.getByName(address));
        Thread.ofVirtual().start(this::accept);
    }

    Endpoint near() {
        return new Endpoint(server.getInetAddress().getHostAddress(), server.getLocalPort());
    }

    /** {@code there}: from who connects to who is connected to. What isn't cut is mended. */
    void cut(boolean thereCut, boolean backCut) {
        there.set(thereCut);
        back.set(backCut);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                sockets.add(near);
                Thread.ofVirtual().start(() -> connect(near));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket near) {
        try {
            there.pass();
            back.pass();
            Socket far = new Socket(target.host(), target.port());
            sockets.add(far);
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            Thread.ofVirtual().start(() -> carry(near, far, there));
            carry(far, near, back);
        } catch (IOException nobodyThere) {
            close(near);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void carry(Socket from, Socket to, Way way) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[64 << 10];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                way.pass();
                out.write(buffer, 0, n);
            }
            way.pass();
        } catch (IOException over) {
            // one of the two is gone: the other learns it below
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close(from);
            close(to);
        }
    }

    private void close(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException("closing a socket of the wire to " + target, failed);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut(false, false);
        sockets.forEach(this::close);
    }
}

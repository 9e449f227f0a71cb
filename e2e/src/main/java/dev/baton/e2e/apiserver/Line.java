package dev.baton.e2e.apiserver;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A line from one program to the API server that can be cut: then no byte passes, connections stay open, and nobody is told, as when a
 * network loses every packet.
 *
 * <p>Thread-safe.
 */
public final class Line implements AutoCloseable {
    private final ServerSocket entry;
    private final URI target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Object mended = new Object();
    private boolean cut; // guarded by mended

    public Line(ApiServer server) {
        target = server.address();
        try {
            entry = new ServerSocket(0, 64, InetAddress.getByName("127.0.0.1"));
        } catch (IOException cannot) {
            throw new UncheckedIOException(cannot);
        }
        Thread.ofVirtual().name("line").start(this::accept);
    }

    /** A kubeconfig like the given one that takes this line. */
    public Path through(Path kubeconfig) {
        try {
            return Files.writeString(
                    kubeconfig.resolveSibling(kubeconfig.getFileName() + "." + entry.getLocalPort()),
                    Files.readString(kubeconfig)
                            .replace(target.toString(), "https://127.0.0.1:" + entry.getLocalPort()));
        } catch (IOException cannot) {
            throw new UncheckedIOException(cannot);
        }
    }

    public void cut() {
        synchronized (mended) {
            cut = true;
        }
    }

    public void mend() {
        synchronized (mended) {
            cut = false;
            mended.notifyAll();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = entry.accept();
                Socket server = new Socket(target.getHost(), target.getPort());
                sockets.add(client);
                sockets.add(server);
                Thread.ofPlatform().daemon().name("line-out").start(() -> pump(client, server));
                Thread.ofPlatform().daemon().name("line-in").start(() -> pump(server, client));
            }
        } catch (IOException closed) {
            // The end of the test, or of the server.
            close();
        }
    }

    private void pump(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[16 * 1024];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                awaitMended();
                out.write(buffer, 0, read);
            }
        } catch (IOException closed) {
            // One side hung up: both ends are closed.
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private void awaitMended() throws InterruptedException {
        synchronized (mended) {
            while (cut) {
                mended.wait();
            }
        }
    }

    @Override
    public void close() {
        mend();
        try {
            entry.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException cannot) {
            throw new UncheckedIOException(cannot);
        }
    }
}

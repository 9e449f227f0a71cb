package dev.baton.node.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A raw client with many requests under way, whose replies are read by a thread of its own. */
final class Pipeline implements AutoCloseable {
    private final Socket socket;
    private final OutputStream out;
    private final ConcurrentLinkedQueue<String> replies = new ConcurrentLinkedQueue<>();
    private final Semaphore answered = new Semaphore(0);
    private volatile boolean ended;

    Pipeline(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        out = socket.getOutputStream();
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        Thread.ofVirtual().start(() -> {
            try {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    replies.add(line);
                    answered.release();
                }
            } catch (IOException gone) {
                // the server died: what was not answered has an unknown outcome
            } finally {
                ended = true;
            }
        });
    }

    /** One request as an inline command. */
    void send(String request) throws IOException {
        raw(request + "\r\n");
    }

    void raw(String bytes) throws IOException {
        out.write(bytes.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** Appends numbers to a list, a few hundred under way, until the server is gone. @return how many were sent */
    int append(String key, int from) {
        int sent = from;
        try {
            answered.release(300);
            while (!ended) {
                if (answered.tryAcquire(50, TimeUnit.MILLISECONDS)) {
                    send("RPUSH " + key + " " + sent);
                    sent++;
                }
            }
        } catch (IOException gone) {
            // as above
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return sent;
    }

    List<String> replies() {
        return List.copyOf(replies);
    }

    /** Replies that acknowledge something. */
    int acknowledged() {
        return (int) replies.stream().filter(reply -> !reply.startsWith("-")).count();
    }

    boolean isClosedByServer() {
        return ended;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

package dev.baton.node.differential;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.List;

/** A connection to one of the servers: requests leave together, replies are read one a request; messages of channels come between them. */
final class Link implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket;
    private final ReplyReader in;

    Link(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new ReplyReader(new BufferedInputStream(socket.getInputStream(), 1 << 16));
    }

    void send(List<Request> requests) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        requests.forEach(request -> request.encode(out));
        socket.getOutputStream().write(out.toByteArray());
    }

    /** The next reply that isn't a message. */
    Reply receive() throws IOException {
        return in.read();
    }

    /** The messages that came so far and weren't taken yet. */
    ArrayDeque<Reply> messages() {
        return in.messages();
    }

    Reply ask(Request request) throws IOException {
        send(List.of(request));
        return receive();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

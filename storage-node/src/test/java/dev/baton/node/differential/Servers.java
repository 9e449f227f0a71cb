package dev.baton.node.differential;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The two servers, and connections of a sequence to both. */
final class Servers implements AutoCloseable {
    private final int redisPort;
    private final int nodePort;
    private final Both steady;

    Servers(int redisPort, int nodePort) throws IOException {
        this.redisPort = redisPort;
        this.nodePort = nodePort;
        this.steady = connect();
    }

    /** A connection to each that stays from sequence to sequence, and on which nothing is changed but keys. */
    Both steady() {
        return steady;
    }

    /** The names of all commands of Redis, without subcommands. */
    List<String> commandsOfRedis() throws IOException {
        return steady.redis().ask(Request.of("COMMAND", "LIST")).children().stream()
                .map(Reply::text)
                .filter(name -> !name.contains("|"))
                .sorted()
                .toList();
    }

    /** Those that the node hasn't. */
    List<String> missing() throws IOException {
        List<String> missing = new ArrayList<>();
        for (String name : commandsOfRedis()) {
            Reply info = steady.node().ask(Request.of("COMMAND", "INFO", name));
            if (!(info.children().getFirst() instanceof Reply.Many)) {
                missing.add(name);
            }
        }
        return missing;
    }

    Both connect() throws IOException {
        return new Both(new Link(redisPort), new Link(nodePort));
    }

    @Override
    public void close() throws IOException {
        steady.close();
    }

    /** A connection to each. */
    record Both(Link redis, Link node) implements AutoCloseable {
        private static final String BROKEN = "no reply: ";

        /** Both work at the same time. A connection that breaks is an answer, too. */
        List<Answers> ask(List<Request> requests) {
            return ask(requests, requests);
        }

        /** As many requests to each. */
        List<Answers> ask(List<Request> toRedis, List<Request> toNode) {
            String redisBroke = send(redis, toRedis);
            String nodeBroke = send(node, toNode);
            List<Answers> answers = new ArrayList<>();
            for (int i = 0; i < toRedis.size(); i++) {
                answers.add(new Answers(receive(redis, redisBroke), receive(node, nodeBroke)));
                redisBroke = broken(answers.getLast().redis());
                nodeBroke = broken(answers.getLast().node());
            }
            return answers;
        }

        private static String send(Link link, List<Request> requests) {
            try {
                link.send(requests);
                return "";
            } catch (IOException broken) {
                return BROKEN + broken.getMessage();
            }
        }

        private static Reply receive(Link link, String broke) {
            try {
                return broke.isEmpty() ? link.receive() : new Reply.Scalar('-', Bytes.of(broke));
            } catch (IOException broken) {
                return new Reply.Scalar('-', Bytes.of(BROKEN + broken.getMessage()));
            }
        }

        private static String broken(Reply reply) {
            return reply.text().startsWith(BROKEN) ? reply.text() : "";
        }

        @Override
        public void close() throws IOException {
            redis.close();
            node.close();
        }
    }
}

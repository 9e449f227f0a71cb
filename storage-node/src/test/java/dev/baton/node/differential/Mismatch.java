package dev.baton.node.differential;

/**
 * A request that the two servers answered differently.
 *
 * @param step of the sequence; its size for the look at all keys at the end
 */
record Mismatch(int step, Request request, Answers answers) {
    /** What is told apart from other failures: the command, and in what the replies differ. */
    String signature() {
        return request.name() + " " + kind(answers.redis()) + " " + kind(answers.node());
    }

    private static String kind(Reply reply) {
        return switch (reply) {
            case Reply.Scalar scalar ->
                scalar.type() == '-' ? scalar.text().replaceAll("'[^']*'", "''") : "" + scalar.type();
            case Reply.Nothing nothing -> "nil" + nothing.type();
            case Reply.Many many -> "" + many.type();
        };
    }

    @Override
    public String toString() {
        return request + "\n  Redis: " + shortened(answers.redis()) + "\n  Baton: " + shortened(answers.node());
    }

    private static String shortened(Reply reply) {
        String text = reply.toString();
        return text.length() > 2_000 ? text.substring(0, 2_000) + "…" : text;
    }
}

package dev.baton.node.differential;

/** What the two servers replied to the same request. */
record Answers(Reply redis, Reply node) {
    Answers element(int index) {
        return new Answers(redis.children().get(index), node.children().get(index));
    }

    boolean areSequencesOf(int size) {
        return redis.children().size() == size && node.children().size() == size;
    }
}

package dev.baton.node.replication;

/** What is wrong with a member, for its status; and whether it lost its data, which only a seeding mends. */
final class Trouble {
    private String lastError = "";
    private String damage = "";
    private boolean mended;

    void error(String message) {
        lastError = message;
    }

    /** @param why this incarnation began without the data of the one before; empty once it is repaired */
    void damaged(String why) {
        damage = why;
    }

    /** Empty for none. */
    String damage() {
        return damage;
    }

    boolean isDamaged() {
        return !damage.isEmpty();
    }

    /** It was seeded: it holds again all that its leader had committed. */
    void seeded() {
        lastError = "";
        mended = true;
    }

    boolean isMended() {
        return mended;
    }

    /** In one line; empty for none. */
    String describe() {
        return damage.isEmpty() || lastError.isEmpty() ? damage + lastError : damage + "; now: " + lastError;
    }
}

package dev.baton.operator.members;

/** The member answered, and this operator can't read it; the message says why, and what to do. */
final class MemberNotUnderstood extends Exception {
    private static final long serialVersionUID = 1L;

    MemberNotUnderstood(String message, Throwable cause) {
        super(message, cause);
    }
}

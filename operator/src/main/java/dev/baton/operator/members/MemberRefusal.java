package dev.baton.operator.members;

/** The member answered with an error; the message is the member's. */
final class MemberRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    MemberRefusal(String message, Throwable cause) {
        super(message, cause);
    }
}

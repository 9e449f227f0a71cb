package dev.baton.operator.members;

/** The member closed or refused the connection: its process ended, or doesn't listen yet. */
final class MemberClosed extends Exception {
    private static final long serialVersionUID = 1L;

    MemberClosed(String message, Throwable cause) {
        super(message, cause);
    }
}

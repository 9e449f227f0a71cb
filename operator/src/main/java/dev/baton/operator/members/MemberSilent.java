package dev.baton.operator.members;

/** The member didn't answer in time; it may be alive. */
final class MemberSilent extends Exception {
    private static final long serialVersionUID = 1L;

    MemberSilent(String message, Throwable cause) {
        super(message, cause);
    }
}

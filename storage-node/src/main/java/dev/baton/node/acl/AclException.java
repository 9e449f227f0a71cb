package dev.baton.node.acl;

/** Lines of users that can't be taken; its message says which line and why. */
public final class AclException extends Exception {
    private static final long serialVersionUID = 1L;

    AclException(String message) {
        super(message);
    }
}

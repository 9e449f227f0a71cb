package dev.baton.operator.members;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a member is reached now.
 *
 * @param host address of its pod; null while it has none
 * @param port its control port
 * @param password of the control port
 * @param volumeUid uid of its volume; with another volume it is another member, whose old answers say nothing
 * @param container id of the container that runs there as far as known; empty when unknown
 */
public record MemberTarget(
        @Nullable String host,
        int port,
        String password,
        @Nullable String volumeUid,
        String container) {

    /** Whether a connection to the other is a connection to this. */
    boolean sameDoor(MemberTarget other) {
        return Objects.equals(host, other.host) && port == other.port && password.equals(other.password);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}

package dev.baton.operator.members;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a member is reached now.
 *
 * @param host address of its pod; null while it has none
 * @param port its control port
 * @param passwords of the control port, the newest first: while it is being changed a member may not know that one yet
 * @param volumeUid uid of its volume; with another volume it is another member, whose old answers say nothing
 * @param container id of the container that runs there as far as known; empty when unknown
 */
public record MemberTarget(
        @Nullable String host,
        int port,
        List<String> passwords,
        @Nullable String volumeUid,
        String container) {

    public MemberTarget {
        passwords = List.copyOf(passwords);
    }

    /** Whether a connection to the other is a connection to this. */
    boolean sameDoor(MemberTarget other) {
        return Objects.equals(host, other.host) && port == other.port && passwords.equals(other.passwords);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}

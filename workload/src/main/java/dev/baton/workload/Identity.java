package dev.baton.workload;

import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a connection, by its own word.
 *
 * @param member null: it doesn't say
 * @param epoch -1: it doesn't say
 * @param leads whether it calls itself the leader
 */
public record Identity(@Nullable String member, long epoch, boolean leads) {

    /** Reads the fields {@code baton_member}, {@code baton_epoch} and {@code role} of {@code INFO replication}. */
    static Identity ofInfo(String info) {
        String member = null;
        long epoch = -1;
        boolean leads = false;
        for (String line : (Iterable<String>) info.lines()::iterator) {
            int colon = line.indexOf(':');
            String value = line.substring(colon + 1).strip();
            switch (colon < 0 ? "" : line.substring(0, colon)) {
                case "baton_member" -> member = value;
                case "baton_epoch" -> epoch = Long.parseLong(value);
                case "role" -> leads = value.equals("master") || value.equals("leader");
                default -> {}
            }
        }
        return new Identity(member, epoch, leads);
    }
}

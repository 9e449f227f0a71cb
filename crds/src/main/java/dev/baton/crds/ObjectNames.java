package dev.baton.crds;

/**
 * The names of the objects of a database. None is the database's bare name, so that an application of that name doesn't clash, nor do
 * two databases.
 *
 * @param database the name of the ReplicatedDatabase
 */
public record ObjectNames(String database) {
    /** Member number {@code ordinal}: its StatefulSet and its volume claim have this name too. */
    public String member(int ordinal) {
        return database + "-" + ordinal;
    }

    /** The one pod of a member. */
    public static String podOf(String member) {
        return member + "-0";
    }

    /** Read-write: selects the leader by its member name. */
    public String leaderService() {
        return database + "-leader";
    }

    /** Read-only: selects ready followers. */
    public String followersService() {
        return database + "-followers";
    }

    /** Headless, with unready addresses; also the name of the PodDisruptionBudget, the NetworkPolicy and the ServiceAccount. */
    public String members() {
        return database + "-members";
    }

    /** The Lease that holds the leadership record. */
    public String leadershipLease() {
        return database + "-leadership";
    }

    /** The Secret with the clients' password, when the user named none. */
    public String authSecret() {
        return database + "-auth";
    }

    /** The Secret with the password of the control and replication ports. */
    public String controlSecret() {
        return database + "-control";
    }
}

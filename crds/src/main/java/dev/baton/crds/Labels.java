package dev.baton.crds;

import java.util.Map;

/**
 * The labels on the objects the operator makes. {@code app.kubernetes.io/instance} isn't among them and none is copied from the
 * resource: a GitOps tool that tracks its objects by those would prune retained volumes.
 */
public final class Labels {
    @Description("The database an object belongs to.")
    public static final String DATABASE = "baton.dev/database";

    @Description("The member an object belongs to, such as orders-1.")
    public static final String MEMBER = "baton.dev/member";

    @Description(
            "On pods: the member's role now, Leader or Follower; never in a template, so a change of role restarts nothing.")
    public static final String ROLE = "baton.dev/role";

    @Description("On a volume, true: its member was scaled away; it isn't asked when the leadership record is lost.")
    public static final String RETIRED = "baton.dev/retired";

    @Description("Always baton.")
    public static final String NAME = "app.kubernetes.io/name";

    @Description("What the object is for: member, routing, leadership, credentials.")
    public static final String COMPONENT = "app.kubernetes.io/component";

    @Description("Always baton-operator.")
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

    /** The value of {@link #NAME}. */
    public static final String NAME_VALUE = "baton";

    /** The value of {@link #MANAGED_BY}, and the operator's field manager. */
    public static final String MANAGED_BY_VALUE = "baton-operator";

    private Labels() {}

    /** The labels by which everything of a database is found. */
    public static Map<String, String> selecting(String database) {
        return Map.of(DATABASE, database);
    }

    /** The labels by which everything of one member is found. */
    public static Map<String, String> selecting(String database, String member) {
        return Map.of(DATABASE, database, MEMBER, member);
    }
}

package dev.baton.operator.members;

import dev.baton.protocol.MemberName;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * The one door to the members of all databases. Safe for use by several threads; reading news never blocks, and telling blocks for a
 * bounded time, whatever the members do.
 */
public interface Members {

    /** From now on these, and only these, are the members of the database: they are probed until {@link #forget}. */
    void watch(DatabaseKey database, SortedMap<MemberName, MemberTarget> targets);

    /** Asks the members about this often, in milliseconds. */
    void pace(DatabaseKey database, long millis);

    /** What was last heard of each watched member. */
    Map<MemberName, MemberNews> news(DatabaseKey database);

    /**
     * Tells members something: different members at the same time, one member in the order given.
     *
     * @return an answer to each order, in their order; statuses among them are news too
     */
    List<Answer> tell(DatabaseKey database, List<Order> orders);

    /** Whether every watched member, and there is one, has let this operator in by that password: then none depends on an older one. */
    boolean allKnow(DatabaseKey database, String password);

    /** Stops asking. */
    void forget(DatabaseKey database);
}

package dev.baton.node.keyspace;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Which keys go when memory is used up, as Redis' maxmemory-policy names it. */
public enum EvictionPolicy {
    VOLATILE_LRU(Order.IDLE_LONGEST, true),
    VOLATILE_LFU(Order.USED_LEAST, true),
    VOLATILE_RANDOM(Order.ANY, true),
    VOLATILE_TTL(Order.EXPIRES_FIRST, true),
    ALLKEYS_LRU(Order.IDLE_LONGEST, false),
    ALLKEYS_LFU(Order.USED_LEAST, false),
    ALLKEYS_RANDOM(Order.ANY, false),
    NOEVICTION(Order.NONE, false);

    enum Order {
        NONE,
        IDLE_LONGEST,
        USED_LEAST,
        EXPIRES_FIRST,
        ANY
    }

    final Order order;
    final boolean onlyExpiring;

    EvictionPolicy(Order order, boolean onlyExpiring) {
        this.order = order;
        this.onlyExpiring = onlyExpiring;
    }

    /** @throws IllegalArgumentException for what is no policy */
    public static EvictionPolicy of(String wireName) {
        for (EvictionPolicy policy : values()) {
            if (policy.wireName().equals(wireName)) {
                return policy;
            }
        }
        throw new IllegalArgumentException("max-memory-policy is one of "
                + Arrays.stream(values()).map(EvictionPolicy::wireName).collect(Collectors.joining(", ")) + ", not "
                + wireName);
    }

    /** As it is configured: {@code allkeys-lru}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether entries count how often they are used, rather than when they were last. */
    public boolean countsUses() {
        return order == Order.USED_LEAST;
    }
}

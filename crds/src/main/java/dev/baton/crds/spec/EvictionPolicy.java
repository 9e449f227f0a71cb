package dev.baton.crds.spec;

import dev.baton.crds.Term;

/** What becomes of keys when a member's memory is used up: Redis' maxmemory-policy. */
public enum EvictionPolicy implements Term {
    NO_EVICTION("Nothing is deleted; writes that need memory are refused."),
    ALL_KEYS_LRU("Keys that were not used for longest are deleted."),
    ALL_KEYS_LFU("Keys that are used least often are deleted."),
    ALL_KEYS_RANDOM("Any keys are deleted."),
    VOLATILE_LRU("As AllKeysLru, but only keys that expire; writes are refused when there are none."),
    VOLATILE_LFU("As AllKeysLfu, but only keys that expire; writes are refused when there are none."),
    VOLATILE_RANDOM("Any keys that expire are deleted; writes are refused when there are none."),
    VOLATILE_TTL(
            "Of the keys that expire those that do so soonest are deleted; writes are refused when there are none.");

    private final String description;

    EvictionPolicy(String description) {
        this.description = description;
    }

    @Override
    public String description() {
        return description;
    }

    /** As Redis and the members write it: {@code allkeys-lru}. */
    public String wireName() {
        return switch (this) {
            case NO_EVICTION -> "noeviction";
            case ALL_KEYS_LRU -> "allkeys-lru";
            case ALL_KEYS_LFU -> "allkeys-lfu";
            case ALL_KEYS_RANDOM -> "allkeys-random";
            case VOLATILE_LRU -> "volatile-lru";
            case VOLATILE_LFU -> "volatile-lfu";
            case VOLATILE_RANDOM -> "volatile-random";
            case VOLATILE_TTL -> "volatile-ttl";
        };
    }
}

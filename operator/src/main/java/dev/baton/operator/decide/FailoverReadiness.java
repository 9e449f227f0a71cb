package dev.baton.operator.decide;

/**
 * Whether the leader could be lost now without losing an acknowledged write.
 *
 * @param message names who is missing, and what would help
 */
public record FailoverReadiness(boolean ready, Reason reason, String message) {
    /** API values of the condition's reason. */
    public enum Reason {
        READY("Ready"),
        /** There is no open leader. */
        NO_LEADER("NoLeader"),
        /** The only member there is. */
        SINGLE_MEMBER("SingleMember"),
        /** The rule names no follower: nobody may be promoted without the leader's own answer. */
        GONE_ALONE("GoneAlone"),
        /** Fewer members of the rule answer than the fence needs. */
        FENCE_TOO_SMALL("FenceTooSmall"),
        /** Enough answer for the fence, none of them fit to lead. */
        NO_CANDIDATE("NoCandidate"),
        /** No follower is within maxLag. */
        TOO_FAR_BEHIND("TooFarBehind");

        private final String label;

        Reason(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }
}

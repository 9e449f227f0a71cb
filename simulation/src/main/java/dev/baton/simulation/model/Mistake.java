package dev.baton.simulation.model;

/** A rule of the protocol that can be left out of the model, to see that the exploration finds what goes wrong without it. */
enum Mistake {
    /** {@code Led} already puts the new leader's rule in force for fences, before any follower holds its start record. */
    RULE_IN_FORCE_BEFORE_OPEN,
    /** Rules have no numbers: a proposal replaces another, and a late command an early one. */
    RULES_WITHOUT_NUMBERS,
    /** A member leads an epoch again after a restart. */
    LEADS_AN_EPOCH_TWICE,
    /** LEAD reaches whoever bears the name, with another volume. */
    LEAD_FOR_ANY_INCARNATION,
    /** A newcomer to the rule needs what is committed, but not the epoch's start record. */
    START_RECORD_NOT_NEEDED,
    /** A newcomer counts without being asked what it holds. */
    NEWCOMER_NOT_CONFIRMED,
    /** A follower that restarts forgets the lease it granted. */
    GRANT_FORGOTTEN_BY_RESTART,
    /** A lease needs the oldest rule in force only. */
    LEASE_UNDER_ONE_RULE,
    /** Under {@code Received}, a member that lost power counts as if it had lost nothing. */
    POWER_LOSS_UNNOTICED,
    /** FENCE is answered with a position that isn't synced. */
    FENCE_WITHOUT_SYNC,
    /** Positions are compared by offset alone. */
    OFFSET_BEFORE_EPOCH,
    /** Confirmations and answers to FENCE count whatever volume they come from. */
    INCARNATION_NOT_COUNTED,
    /** An asynchronous leader answers without a lease. */
    ANSWERS_WITHOUT_LEASE,
    /** An asynchronous leader is taken for dead while it runs. */
    PROOF_OF_DEATH_THAT_IS_NONE,
    /** What a deposed member cuts off isn't reported. */
    CUT_IN_SILENCE,
    /** That the leader agreed to pause is taken for its answer to FENCE. */
    PAUSE_TAKEN_FOR_CONSENT,
    /** A switchover goes on when enough followers have answered FENCE, without the old leader. */
    SWITCHOVER_WITHOUT_CONSENT,
    /** A switchover that is late tells the old leader to go on in its epoch, which it has promised away. */
    ROLLBACK_AFTER_THE_SWAP,
    /** A switchover promotes its target though another has more. */
    TARGET_THOUGH_BEHIND
}

package dev.baton.operator.decide;

/** What may happen to a database on paper, between two looks of the operator. Those with a member count its place, modulo the size. */
enum Move {
    /** The operator plans, and all it plans is carried out. */
    OPERATOR_ACTS,
    /** It ends, or is cut off, when half of it is done. */
    OPERATOR_ACTS_BY_HALF,
    TIME_PASSES,
    MEMBER_DIES,
    MEMBER_RESTARTS,
    MEMBER_LOSES_POWER,
    MEMBER_LOSES_ITS_VOLUME,
    MEMBER_IS_DAMAGED,
    MEMBER_DIVERGES,
    MEMBER_IS_BEHIND,
    MEMBER_IS_ASKED_TO_END,
    SPEC_CHANGES_PODS,
    SPEC_ASKS_FOR_ONE_LESS,
    SPEC_CHANGES_MODE,
    SPEC_GOES_MANUAL,
    PAUSE,
    PAUSE_ENDS,
    SWITCHOVER_IS_ASKED_FOR,
    FAILOVER_IS_ASKED_FOR,
    FAILOVER_WITH_LOSS_IS_ASKED_FOR
}

package dev.baton.operator.members;

import dev.baton.protocol.MemberStatus;

/** What came of telling a member something. */
public sealed interface Answer {
    /** It obeyed, or had obeyed before; this is how it stands now. */
    record Obeyed(MemberStatus status) implements Answer {}

    /** It refused, in its own words. */
    record Refused(String error) implements Answer {}

    /** No answer in time: it may have obeyed or not. */
    record Unknown(String why) implements Answer {}
}

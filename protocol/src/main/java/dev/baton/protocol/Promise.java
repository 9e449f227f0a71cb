package dev.baton.protocol;

/**
 * What a member has promised and heard, as it stands on its disk. The operator compares it with the leadership record: a member that
 * knows more than the record does proves that the record was lost or restored from an older copy (finding F5).
 *
 * @param promised the greatest epoch promised: acks and grants of earlier ones are refused (invariant I3)
 * @param led the greatest epoch it was told to lead, which it never leads again (finding F3)
 * @param recordUid uid of the Lease that holds the record; empty before the first command
 * @param ruleNumber the greatest rule number heard in the epoch {@code promised}; 0 for none
 */
public record Promise(Epoch promised, Epoch led, String recordUid, int ruleNumber) {
    public static final Promise NONE = new Promise(Epoch.NONE, Epoch.NONE, "", 0);
}

package dev.baton.simulation.model;

import java.util.Arrays;

/**
 * One state of the model: three members, two operators, the leadership record, and what was acknowledged, in {@link #SIZE} bytes. Fields
 * are named by where they lie: of a member ({@code PROMISED} …), of an operator ({@code STAGE} …), of the record ({@code PHASE} …), or of
 * the whole. A rule is one byte, see {@link Rule}; an entry of a log is {@code epoch << 4 | write}, and write 0 is the epoch's start record.
 */
final class State {
    static final int MEMBERS = 3;
    static final int OPERATORS = 2;
    static final int LOG_SIZE = 7;
    static final int RULES_IN_FORCE = 4;

    // Of a member. What it promised and its log outlive a restart.
    static final int INCARNATION = 0;
    static final int PROMISED = 1;
    static final int LENGTH = 2;
    static final int SYNCED = 3;
    static final int HAS_LED = 4; // the last epoch it led, on disk
    static final int LEADS = 5; // an epoch; 0: none
    static final int IS_OPEN = 6;
    static final int COMMITTED = 7;
    static final int RULE_NUMBER = 8;
    static final int RULES = 9; // how many are in force
    static final int PAUSED = 10;
    static final int CONFIRMED_INCARNATIONS = 11; // bits: the incarnation whose MATCHED is known
    static final int LEASE_OF = 12; // two: the followers of either incarnation whose lease runs, bits
    static final int GRANTED = 14; // the epoch whose leader it granted a lease
    static final int MATCHED = 15; // three: how much of its log each follower has
    static final int RULE = 18; // four; the first is the record's, the others are proposals
    static final int RULE_NUMBERS = 22; // four
    static final int ENDED = 26; // its process, since it last led; asynchronous only
    static final int LOG = 27; // seven
    static final int MEMBER_SIZE = 34;

    // Of an operator.
    static final int STAGE = 0;
    static final int EPOCH = 1;
    static final int MEMBER = 2; // it deals with: the leader to be, or the leader
    static final int ITS_INCARNATION = 3;
    static final int NUMBER = 4;
    static final int NEW_RULE = 5;
    static final int TARGET = 6; // of a switchover, plus one; 0: none
    static final int POSITION = 7; // three: what each member answered to FENCE
    static final int ANSWER = 10; // three: ANSWERED, ITS_SECOND_INCARNATION, STILL_GRANTS
    private static final int OPERATOR_SIZE = 13;

    static final int ANSWERED = 1;
    static final int SECOND_INCARNATION = 2;
    static final int STILL_GRANTS = 4;

    private static final int OPERATORS_AT = MEMBERS * MEMBER_SIZE;
    private static final int REST = OPERATORS_AT + OPERATORS * OPERATOR_SIZE;

    // Of the record.
    static final int RECORD_EPOCH = REST;
    static final int PHASE = REST + 1;
    static final int LEADER = REST + 2;
    static final int LEADER_INCARNATION = REST + 3;
    static final int BASE_LEADER = REST + 4;
    static final int BASE_INCARNATION = REST + 5;
    static final int BASE_RULE = REST + 6;
    static final int BASE_NUMBER = REST + 7;

    static final int ELECTING = 0;
    static final int LED = 1;
    static final int OPEN = 2;

    // Of the whole.
    static final int WRITES = REST + 8;
    static final int RESTARTS = REST + 9;
    static final int LOSSES = REST + 10;
    static final int RULE_CHANGES = REST + 11;
    static final int SWITCHOVERS = REST + 12;
    static final int BROKEN = REST + 13; // a Broken that only the step itself could see
    static final int ACKED_WRITES = REST + 14; // bits; asynchronous only, as are the next two
    static final int REPORTED = REST + 15; // bits: writes that a member cut off and reported
    static final int GONE_WITH_A_VOLUME = REST + 16; // bits
    static final int ACKED_LENGTH = REST + 17;
    static final int ACKED = REST + 18; // what was acknowledged, by index; CONTRADICTION where two leaders disagree

    static final int CONTRADICTION = 0xff;

    /** A multiple of 8. */
    static final int SIZE = (ACKED + LOG_SIZE + 7) / 8 * 8;

    final byte[] bytes = new byte[SIZE];

    int member(int member, int field) {
        return bytes[member * MEMBER_SIZE + field] & 0xff;
    }

    void member(int member, int field, int value) {
        bytes[member * MEMBER_SIZE + field] = (byte) value;
    }

    int operator(int operator, int field) {
        return bytes[OPERATORS_AT + operator * OPERATOR_SIZE + field] & 0xff;
    }

    void operator(int operator, int field, int value) {
        bytes[OPERATORS_AT + operator * OPERATOR_SIZE + field] = (byte) value;
    }

    int get(int field) {
        return bytes[field] & 0xff;
    }

    void set(int field, int value) {
        bytes[field] = (byte) value;
    }

    void increment(int field) {
        bytes[field]++;
    }

    void copyFrom(State other) {
        System.arraycopy(other.bytes, 0, bytes, 0, SIZE);
    }

    boolean same(State other) {
        return Arrays.equals(bytes, other.bytes);
    }

    // ---- members

    int log(int member, int index) {
        return member(member, LOG + index);
    }

    boolean isFull(int member) {
        return member(member, LENGTH) == LOG_SIZE;
    }

    void append(int member, int entry) {
        int length = member(member, LENGTH);
        member(member, LOG + length, entry);
        member(member, LENGTH, length + 1);
    }

    void cut(int member, int length) {
        for (int i = length; i < member(member, LENGTH); i++) {
            member(member, LOG + i, 0);
        }
        member(member, LENGTH, Math.min(length, member(member, LENGTH)));
        member(member, SYNCED, Math.min(length, member(member, SYNCED)));
    }

    /** The clients' writes among a member's records from an index on, as bits. */
    int writesFrom(int member, int index) {
        int writes = 0;
        for (int i = index; i < member(member, LENGTH); i++) {
            int write = log(member, i) & 15;
            writes |= write == 0 ? 0 : 1 << write;
        }
        return writes;
    }

    /** Ends whatever it did as a leader. */
    void stopLeading(int member) {
        for (int field = LEADS; field <= LEASE_OF + 1; field++) {
            member(member, field, 0);
        }
        for (int field = MATCHED; field < ENDED; field++) {
            member(member, field, 0);
        }
    }

    boolean leads(int member) {
        return member(member, LEADS) > 0 && member(member, PROMISED) == member(member, LEADS);
    }

    /** Epoch, then offset. */
    int position(int member) {
        int length = member(member, LENGTH);
        return length == 0 ? 0 : log(member, length - 1) >> 4 << 4 | length;
    }

    /** How long the log is with its epoch's start record, or more than any. */
    int lengthWithStart(int member) {
        for (int i = 0; i < member(member, LENGTH); i++) {
            if (log(member, i) == member(member, LEADS) << 4) {
                return i + 1;
            }
        }
        return 99;
    }

    // ---- operators

    void forget(int operator) {
        for (int field = 0; field < OPERATOR_SIZE; field++) {
            operator(operator, field, 0);
        }
    }

    /** Operators have no names: of two states that differ by them only, one is kept. */
    void orderOperators() {
        int first = OPERATORS_AT;
        int second = OPERATORS_AT + OPERATOR_SIZE;
        int difference =
                Arrays.compareUnsigned(bytes, first, first + OPERATOR_SIZE, bytes, second, second + OPERATOR_SIZE);
        if (difference < 0) {
            for (int i = 0; i < OPERATOR_SIZE; i++) {
                byte kept = bytes[first + i];
                bytes[first + i] = bytes[second + i];
                bytes[second + i] = kept;
            }
        }
    }
}

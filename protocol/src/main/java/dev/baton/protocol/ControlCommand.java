package dev.baton.protocol;

import java.util.List;

/**
 * What the operator tells a member on its control port, as {@code BATON <verb> <argument>…}. Every one is answered by a
 * {@link MemberStatus} or refused with an error; repeating one that was obeyed changes nothing.
 */
public sealed interface ControlCommand {

    /** The verb and its arguments, without the leading {@code BATON}. */
    List<String> encode();

    /** The same in the words of a member that speaks protocols up to this version. */
    default List<String> encode(int newest) {
        return encode();
    }

    /** Asks, changes nothing. */
    record Status() implements ControlCommand {
        @Override
        public List<String> encode() {
            return List.of("STATUS");
        }
    }

    /**
     * Promise {@code epoch}: stop acks, grants and replies of earlier ones, sync log and promise, then answer.
     *
     * @param recordUid uid of the Lease the epoch was swapped in
     */
    record Fence(Epoch epoch, String recordUid) implements ControlCommand {
        @Override
        public List<String> encode() {
            return List.of("FENCE", epoch.toString(), recordUid);
        }
    }

    /**
     * Lead {@code epoch}; acknowledge nothing before {@link Rule}.
     *
     * @param position what this member answered to FENCE; a member with a shorter log refuses (finding F4)
     * @param leaseMillis length of the lease followers grant
     * @param lossAccepted whether a person accepted the loss of committed writes
     */
    record Lead(
            Epoch epoch,
            String recordUid,
            Incarnation incarnation,
            Position position,
            long leaseMillis,
            boolean lossAccepted)
            implements ControlCommand {
        @Override
        public List<String> encode() {
            return List.of(
                    "LEAD",
                    epoch.toString(),
                    recordUid,
                    incarnation.value(),
                    position.toString(),
                    Long.toString(leaseMillis),
                    Boolean.toString(lossAccepted));
        }
    }

    /** Follow the leader of {@code epoch}, whose replication port is at {@code host:port}. */
    record Follow(Epoch epoch, String recordUid, MemberName leader, String host, int port) implements ControlCommand {
        public Follow {
            if (host.isBlank() || port < 1 || port > 65_535) {
                throw new IllegalArgumentException("no address of a leader: '" + host + "' port " + port);
            }
        }

        @Override
        public List<String> encode() {
            return List.of("FOLLOW", epoch.toString(), recordUid, leader.value(), host, Integer.toString(port));
        }
    }

    /** To the leader of {@code epoch}: require this rule too, and confirm once it holds what was acknowledged. */
    record Propose(Epoch epoch, QuorumRule rule) implements ControlCommand {
        @Override
        public List<String> encode() {
            return List.of("PROPOSE", epoch.toString(), rule.encode());
        }
    }

    /** To the leader of {@code epoch}: the record holds this rule; drop all numbered as it or lower. The first one opens the leader. */
    record Rule(Epoch epoch, QuorumRule rule) implements ControlCommand {
        @Override
        public List<String> encode() {
            return List.of("RULE", epoch.toString(), rule.encode());
        }
    }

    /**
     * To the leader of {@code epoch}: hold writes back for at most {@code millis}, on its own clock. Obeyed only when {@code number} is above
     * that of every pause this leader was told to begin or to end: one that arrives late, or twice, changes nothing.
     *
     * @param number one more than {@link MemberStatus.Leading#pauses} as it was seen when the pause was decided; {@link #UNNUMBERED} from an
     *     operator that counts none: obeyed unless a pause is on
     */
    record Pause(Epoch epoch, long number, long millis) implements ControlCommand {
        /** Said by who speaks no version with {@linkplain ProtocolVersion#NUMBERED_PAUSES numbers}. */
        public static final long UNNUMBERED = 0;

        @Override
        public List<String> encode() {
            return number == UNNUMBERED
                    ? List.of("PAUSE", epoch.toString(), Long.toString(millis))
                    : List.of("PAUSE", epoch.toString(), Long.toString(number), Long.toString(millis));
        }

        @Override
        public List<String> encode(int newest) {
            return newest < ProtocolVersion.NUMBERED_PAUSES ? new Pause(epoch, UNNUMBERED, millis).encode() : encode();
        }
    }

    /**
     * To the leader of {@code epoch}: end the pause if its number is at most this one, and begin none of those any more.
     *
     * @param number {@link Pause#UNNUMBERED} ends whatever pause is on
     */
    record Resume(Epoch epoch, long number) implements ControlCommand {
        @Override
        public List<String> encode() {
            return number == Pause.UNNUMBERED
                    ? List.of("RESUME", epoch.toString())
                    : List.of("RESUME", epoch.toString(), Long.toString(number));
        }

        @Override
        public List<String> encode(int newest) {
            return newest < ProtocolVersion.NUMBERED_PAUSES ? new Resume(epoch, Pause.UNNUMBERED).encode() : encode();
        }
    }

    /** Bounds that hold from now on, until the process ends: the next one begins with those of its settings. */
    record Limit(Epoch epoch, MemberLimits limits) implements ControlCommand {
        @Override
        public List<String> encode() {
            return List.of(
                    "LIMIT",
                    epoch.toString(),
                    Long.toString(limits.maxMemoryBytes()),
                    Integer.toString(limits.maxClients()));
        }
    }

    /**
     * Reads what {@link #encode} wrote, and nothing else: a command that isn't understood to its last word is not obeyed.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    static ControlCommand decode(List<String> words) {
        if (words.isEmpty()) {
            throw new IllegalArgumentException("BATON what? A verb is missing");
        }
        try {
            return ControlCommandWords.decode(words);
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(
                    "not a number in: BATON " + String.join(" ", words) + " (" + notANumber.getMessage() + ")",
                    notANumber);
        }
    }
}

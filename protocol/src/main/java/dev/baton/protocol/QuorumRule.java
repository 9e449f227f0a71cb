package dev.baton.protocol;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * A rule {@code Q = (S, k)}: of the followers in {@code S}, with these incarnations, at least {@code k} must agree.
 *
 * <p>Every set of {@code |S| - k + 1} followers of {@code S} meets every set of {@code k} of them (quorum intersection, Gifford 1979):
 * fencing so many is enough to stop the rule's leader, and one of them holds everything it acknowledged.
 *
 * @param number grows with every change within an epoch; the rule an epoch opens with is 1
 * @param followers {@code S}, with the incarnation each had when the rule was made
 * @param required {@code k}, 0 to {@code |S|}; 0 only when {@code S} is empty or nobody else may be promoted without the leader's answer
 */
public record QuorumRule(
        int number,
        SortedMap<MemberName, Incarnation> followers,
        int required,
        CommitRule commit,
        Acknowledge acknowledge) {

    public QuorumRule {
        followers = Collections.unmodifiableSortedMap(new TreeMap<>(followers));
        if (required < 0 || required > followers.size()) {
            throw new IllegalArgumentException(
                    "a rule asks for 0 to |S| followers, not " + required + " of " + followers);
        }
        if (required == 0 && !followers.isEmpty()) {
            throw new IllegalArgumentException("a rule with followers asks for at least one of them: " + followers);
        }
    }

    /** How many followers of {@code S} must be fenced where the leader itself does not answer; with {@code S} empty none are enough. */
    public int fenceSize() {
        return followers.isEmpty() ? Integer.MAX_VALUE : followers.size() - required + 1;
    }

    public boolean counts(MemberName member, Incarnation incarnation) {
        return incarnation.equals(followers.get(member));
    }

    /**
     * The value that at least {@code k} of {@code S} have reached: the {@code k}-th largest.
     *
     * @param value what each follower reached; {@link Long#MIN_VALUE} for one that doesn't count
     * @return {@link Long#MAX_VALUE} when {@code k} is 0: nobody is needed
     */
    public long agreed(ToLongFunction<Map.Entry<MemberName, Incarnation>> value) {
        if (required == 0) {
            return Long.MAX_VALUE;
        }
        if (required == 1) {
            long greatest = Long.MIN_VALUE;
            for (Map.Entry<MemberName, Incarnation> follower : followers.entrySet()) {
                greatest = Math.max(greatest, value.applyAsLong(follower));
            }
            return greatest;
        }
        return followers.entrySet().stream()
                .mapToLong(value)
                .sorted()
                .skip((long) followers.size() - required)
                .findFirst()
                .orElseThrow();
    }

    public QuorumRule numbered(int newNumber) {
        return new QuorumRule(newNumber, followers, required, commit, acknowledge);
    }

    /** Whether the two say the same, whatever their numbers. */
    public boolean sameContent(QuorumRule other) {
        return numbered(0).equals(other.numbered(0));
    }

    /** {@code number|k|commit|acknowledge|member=incarnation,…}, on one line. */
    public String encode() {
        List<String> members = new ArrayList<>();
        followers.forEach((member, incarnation) -> members.add(member + "=" + incarnation));
        return number + "|" + required + "|" + commit + "|" + acknowledge + "|" + String.join(",", members);
    }

    public static QuorumRule decode(String text) {
        String[] parts = text.split("\\|", -1);
        if (parts.length != 5) {
            throw new IllegalArgumentException(
                    "a rule reads NUMBER|K|COMMIT|ACKNOWLEDGE|MEMBER=INCARNATION,…, not '" + text + "'");
        }
        SortedMap<MemberName, Incarnation> followers = new TreeMap<>();
        for (String member : parts[4].isEmpty() ? new String[0] : parts[4].split(",", -1)) {
            String[] halves = member.split("=", 2);
            if (halves.length != 2) {
                throw new IllegalArgumentException("a rule names MEMBER=INCARNATION, not '" + member + "'");
            }
            followers.put(new MemberName(halves[0]), new Incarnation(halves[1]));
        }
        return new QuorumRule(
                Integer.parseInt(parts[0]),
                followers,
                Integer.parseInt(parts[1]),
                CommitRule.valueOf(parts[2]),
                Acknowledge.valueOf(parts[3]));
    }
}

package dev.baton.protocol;

import dev.baton.protocol.MemberStatus.Cut;
import dev.baton.protocol.MemberStatus.FollowerProgress;
import dev.baton.protocol.MemberStatus.Following;
import dev.baton.protocol.MemberStatus.Leading;
import dev.baton.protocol.MemberStatus.Proposal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a {@link MemberStatus} as a flat list of names and values, and reads it back.
 *
 * <ol>
 *   <li>A reader passes over names it doesn't know, so that a newer member can answer an older operator.
 *   <li>What wasn't there from the {@linkplain ProtocolVersion#FIRST first} version on has a default, so that an older member can answer a
 *       newer operator.
 *   <li>A state that the reader doesn't know counts as {@link MemberState#STARTING}: nothing is decided on it.
 *   <li>The versions are read first: of a member that speaks none of ours nothing else is.
 * </ol>
 */
public final class MemberStatusCodec {
    private MemberStatusCodec() {}

    public static List<String> encode(MemberStatus status) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("member", status.member());
        fields.put("incarnation", status.incarnation());
        fields.put("instance", status.instance());
        fields.put("boot-id", status.bootId());
        fields.put("protocol", status.protocol().newest());
        fields.put("protocol-oldest", status.protocol().oldest());
        fields.put("state", status.state());
        fields.put("promised", status.promise().promised());
        fields.put("led", status.promise().led());
        fields.put("record-uid", status.promise().recordUid());
        fields.put("rule-number", status.promise().ruleNumber());
        fields.put("position", status.position());
        fields.put("end", status.end());
        fields.put("log-start", status.logStart());
        fields.put("committed", status.committed());
        fields.put("applied", status.applied());
        fields.put("fenced", status.fenced());
        fields.put("terminating", status.terminating());
        fields.put("grant-ms", status.grantMillis());
        fields.put("canary-ms", status.canaryMillis());
        fields.put("last-error", status.lastError());
        Leading leading = status.leading();
        if (leading != null) {
            fields.put("leading.epoch", leading.epoch());
            fields.put("leading.start-end", leading.startEnd());
            fields.put("leading.start-synced", leading.startSynced());
            fields.put("leading.open", leading.open());
            QuorumRule rule = leading.rule();
            if (rule != null) {
                fields.put("leading.rule", rule.encode());
            }
            for (Proposal proposal : leading.proposals()) {
                fields.put(
                        "leading.proposal." + proposal.rule().number() + "." + fields.size(),
                        proposal.confirmed() + " " + proposal.rule().encode());
            }
            for (FollowerProgress follower : leading.followers()) {
                fields.put(
                        "leading.follower." + follower.member(),
                        follower.incarnation() + " " + follower.flushed() + " " + follower.connected() + " "
                                + follower.silentMillis());
            }
            fields.put("leading.lease-ms", leading.leaseMillis());
            fields.put("leading.paused-ms", leading.pausedMillis());
            fields.put("leading.terms-ms", leading.terms());
            fields.put("leading.pauses", leading.pauses());
        }
        Following following = status.following();
        if (following != null) {
            fields.put("following.epoch", following.epoch());
            fields.put("following.leader", following.leader());
            fields.put("following.connected", following.connected());
            fields.put("following.caught-up", following.caughtUp());
            fields.put("following.silence-ms", following.silenceMillis());
            fields.put("following.leader-canary-ms", following.leaderCanaryMillis());
            fields.put("following.lag-bytes", following.lagBytes());
            fields.put("following.lag-ms", following.lagMillis());
            fields.put("following.seeded-percent", following.seededPercent());
        }
        Cut cut = status.lastCut();
        if (cut != null) {
            fields.put("cut", cut.epoch() + " " + cut.from() + " " + cut.to() + " " + cut.writes());
        }
        MemberLimits limits = status.limits();
        if (limits != null) {
            fields.put("limits", limits.maxMemoryBytes() + " " + limits.maxClients());
        }
        List<String> words = new ArrayList<>(2 * fields.size());
        fields.forEach((name, value) -> {
            words.add(name);
            words.add(value.toString());
        });
        return words;
    }

    /**
     * @throws UnknownProtocolException when the member speaks no version that is spoken here
     * @throws IllegalArgumentException when a field is missing or unreadable
     */
    public static MemberStatus decode(List<String> words) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i + 1 < words.size(); i += 2) {
            fields.put(words.get(i), words.get(i + 1));
        }
        Reader in = new Reader(fields);
        ProtocolVersion protocol = protocol(in);
        return new MemberStatus(
                new MemberName(in.text("member")),
                new Incarnation(in.text("incarnation")),
                in.number("instance"),
                in.text("boot-id"),
                protocol,
                state(in.text("state")),
                new Promise(
                        in.epoch("promised"), in.epoch("led"), in.text("record-uid"), (int) in.number("rule-number")),
                Position.parse(in.text("position")),
                Position.parse(in.text("end")),
                in.number("log-start"),
                in.number("committed"),
                in.number("applied"),
                in.flag("fenced"),
                in.flag("terminating"),
                in.number("grant-ms"),
                in.number("canary-ms"),
                fields.containsKey("leading.epoch") ? leading(in) : null,
                fields.containsKey("following.epoch") ? following(in) : null,
                fields.containsKey("cut") ? cut(in.text("cut")) : null,
                fields.containsKey("limits") ? limits(in.text("limits")) : null,
                in.text("last-error"));
    }

    private static ProtocolVersion protocol(Reader in) {
        int newest = (int) in.number("protocol");
        ProtocolVersion theirs = new ProtocolVersion(newest, (int) in.number("protocol-oldest", ProtocolVersion.FIRST));
        String refusal = ProtocolVersion.SPOKEN.refusal("this operator", theirs, in.text("member"));
        if (refusal != null) {
            throw new UnknownProtocolException(refusal);
        }
        return theirs;
    }

    private static MemberState state(String name) {
        for (MemberState state : MemberState.values()) {
            if (state.name().equals(name)) {
                return state;
            }
        }
        return MemberState.STARTING;
    }

    private static Leading leading(Reader in) {
        List<Proposal> proposals = new ArrayList<>();
        List<FollowerProgress> followers = new ArrayList<>();
        in.fields.forEach((name, value) -> {
            if (name.startsWith("leading.proposal.")) {
                String[] parts = value.split(" ", 2);
                proposals.add(new Proposal(QuorumRule.decode(parts[1]), Boolean.parseBoolean(parts[0])));
            } else if (name.startsWith("leading.follower.")) {
                String[] parts = value.split(" ", -1);
                followers.add(new FollowerProgress(
                        new MemberName(name.substring("leading.follower.".length())),
                        new Incarnation(parts[0]),
                        Long.parseLong(parts[1]),
                        Boolean.parseBoolean(parts[2]),
                        Long.parseLong(parts[3])));
            }
        });
        @Nullable String rule = in.fields.get("leading.rule");
        return new Leading(
                in.epoch("leading.epoch"),
                in.number("leading.start-end"),
                in.flag("leading.start-synced"),
                in.flag("leading.open"),
                rule == null ? null : QuorumRule.decode(rule),
                proposals,
                followers,
                in.number("leading.lease-ms"),
                in.number("leading.paused-ms"),
                in.number("leading.terms-ms"),
                in.number("leading.pauses", 0));
    }

    private static Following following(Reader in) {
        return new Following(
                in.epoch("following.epoch"),
                new MemberName(in.text("following.leader")),
                in.flag("following.connected"),
                in.flag("following.caught-up"),
                in.number("following.silence-ms"),
                in.number("following.leader-canary-ms"),
                in.number("following.lag-bytes"),
                in.number("following.lag-ms"),
                (int) in.number("following.seeded-percent"));
    }

    private static Cut cut(String text) {
        String[] parts = text.split(" ", -1);
        return new Cut(
                new Epoch(Long.parseLong(parts[0])),
                Long.parseLong(parts[1]),
                Long.parseLong(parts[2]),
                Long.parseLong(parts[3]));
    }

    private static MemberLimits limits(String text) {
        String[] parts = text.split(" ", -1);
        return new MemberLimits(Long.parseLong(parts[0]), Integer.parseInt(parts[1]));
    }

    private record Reader(Map<String, String> fields) {
        String text(String name) {
            String value = fields.get(name);
            if (value == null) {
                throw new IllegalArgumentException("a member's status lacks '" + name + "'");
            }
            return value;
        }

        long number(String name) {
            return Long.parseLong(text(name));
        }

        /** For a field that members of an earlier version don't tell. */
        long number(String name, long otherwise) {
            return fields.containsKey(name) ? number(name) : otherwise;
        }

        boolean flag(String name) {
            return Boolean.parseBoolean(text(name));
        }

        Epoch epoch(String name) {
            return new Epoch(number(name));
        }
    }
}

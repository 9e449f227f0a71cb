package dev.baton.operator.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.protocol.Acknowledge;
import dev.baton.protocol.CommitRule;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.LeadershipRecord;
import dev.baton.protocol.LeadershipRecord.Base;
import dev.baton.protocol.LeadershipRecord.Phase;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.QuorumRule;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The leadership record as JSON, as it stands in the annotation {@code baton.dev/record}. An unknown field is ignored, so that an older
 * operator reads what a newer one wrote; a missing one is an error, since a record half understood is worse than none.
 */
public final class RecordCodec {
    private static final ObjectMapper JSON = new ObjectMapper();

    private RecordCodec() {}

    public static String encode(LeadershipRecord record) {
        ObjectNode node = JSON.createObjectNode();
        node.put("epoch", record.epoch().number());
        node.put("phase", record.phase().name());
        MemberName leader = record.leader();
        Incarnation incarnation = record.incarnation();
        if (leader != null && incarnation != null) {
            node.put("leader", leader.value());
            node.put("incarnation", incarnation.value());
        }
        if (record.lossAccepted()) {
            node.put("lossAccepted", true);
        }
        Base base = record.base();
        if (base != null) {
            ObjectNode inner = node.putObject("base");
            inner.put("epoch", base.epoch().number());
            inner.put("leader", base.leader().value());
            inner.put("incarnation", base.incarnation().value());
            ObjectNode rule = inner.putObject("rule");
            rule.put("number", base.rule().number());
            rule.put("required", base.rule().required());
            rule.put("commit", base.rule().commit().name());
            rule.put("acknowledge", base.rule().acknowledge().name());
            ObjectNode followers = rule.putObject("followers");
            base.rule().followers().forEach((member, its) -> followers.put(member.value(), its.value()));
        }
        return node.toString();
    }

    /** @throws IllegalArgumentException naming what is wrong */
    public static LeadershipRecord decode(String json) {
        try {
            JsonNode node = JSON.readTree(json);
            JsonNode base = node.get("base");
            return new LeadershipRecord(
                    new Epoch(required(node, "epoch").asLong()),
                    Phase.valueOf(required(node, "phase").asText()),
                    node.hasNonNull("leader")
                            ? new MemberName(node.get("leader").asText())
                            : null,
                    node.hasNonNull("incarnation")
                            ? new Incarnation(node.get("incarnation").asText())
                            : null,
                    base == null || base.isNull() ? null : base(base),
                    node.path("lossAccepted").asBoolean(false));
        } catch (JsonProcessingException unreadable) {
            throw new IllegalArgumentException("the leadership record is no JSON: " + json, unreadable);
        }
    }

    private static Base base(JsonNode node) {
        JsonNode rule = required(node, "rule");
        SortedMap<MemberName, Incarnation> followers = new TreeMap<>();
        required(rule, "followers")
                .properties()
                .forEach(follower -> followers.put(
                        new MemberName(follower.getKey()),
                        new Incarnation(follower.getValue().asText())));
        return new Base(
                new Epoch(required(node, "epoch").asLong()),
                new MemberName(required(node, "leader").asText()),
                new Incarnation(required(node, "incarnation").asText()),
                new QuorumRule(
                        required(rule, "number").asInt(),
                        followers,
                        required(rule, "required").asInt(),
                        CommitRule.valueOf(required(rule, "commit").asText()),
                        Acknowledge.valueOf(required(rule, "acknowledge").asText())));
    }

    private static JsonNode required(JsonNode node, String field) {
        JsonNode value = node.get(field);
        if (value == null || value.isNull()) {
            throw new IllegalArgumentException("the leadership record lacks '" + field + "': " + node);
        }
        return value;
    }
}

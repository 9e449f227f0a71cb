package dev.baton.operator.members;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.ProtocolVersion;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JedisMembersTest {
    private static final DatabaseKey ORDERS = new DatabaseKey("shop", "orders");
    private static final MemberName ZERO = new MemberName("orders-0");
    private static final Duration SOON = Duration.ofSeconds(10);

    private final AtomicInteger wakes = new AtomicInteger();
    private final JedisMembers members = new JedisMembers(50, 300, database -> wakes.incrementAndGet());
    private TestingMember member;

    @BeforeEach
    void watchOneMember() throws IOException {
        member = new TestingMember();
        members.watch(ORDERS, new TreeMap<>(Map.of(ZERO, member.target())));
        await().atMost(SOON).until(() -> news().status() != null);
    }

    @AfterEach
    void stop() throws IOException {
        members.close();
        member.close();
    }

    @Test
    void a_member_is_asked_all_the_time_after_nothing_but_the_password() {
        await().atMost(SOON).until(() -> member.heard.size() > 4);
        assertThat(member.heard.getFirst()).isEqualTo("AUTH secret");
        assertThat(member.heard.subList(1, 4)).containsOnly("BATON STATUS");
        assertThat(news().silentMillis()).isZero();
        assertThat(news().container()).isEqualTo("container");
    }

    @Test
    void an_unchanged_member_wakes_nobody_and_a_changed_one_does() {
        int before = wakes.get();
        int asked = member.heard.size();
        await().atMost(SOON).until(() -> member.heard.size() > asked + 3);
        assertThat(wakes.get()).isEqualTo(before);
        member.state = MemberState.STREAMING;
        await().atMost(SOON).until(() -> wakes.get() > before);
        assertThat(status().state()).isEqualTo(MemberState.STREAMING);
    }

    @Test
    void a_process_that_ends_is_news_at_once() throws IOException {
        int before = wakes.get();
        member.close();
        await().atMost(SOON).until(() -> news().refused());
        assertThat(wakes.get()).isGreaterThan(before);
        assertThat(news().silentMillis()).isPositive();
        assertThat(news().status()).isNotNull();
    }

    @Test
    void a_member_that_says_nothing_is_silent_but_has_refused_nothing() {
        member.mute = true;
        await().atMost(SOON).until(() -> news().silentMillis() > 500);
        assertThat(news().refused()).isFalse();
        member.mute = false;
        await().atMost(SOON).until(() -> news().silentMillis() == 0);
    }

    @Test
    void a_command_is_answered_by_how_the_member_stands() {
        List<Answer> answers =
                members.tell(ORDERS, List.of(new Order(ZERO, new ControlCommand.Fence(new Epoch(2), "lease"))));
        assertThat(answers).singleElement().isInstanceOf(Answer.Obeyed.class);
        assertThat(member.heard).contains("BATON FENCE 2 lease");
    }

    @Test
    void a_refusal_is_in_the_members_words() {
        member.refusal = "STALE promised 9";
        assertThat(members.tell(ORDERS, List.of(new Order(ZERO, new ControlCommand.Resume(new Epoch(2), 1)))))
                .singleElement()
                .isEqualTo(new Answer.Refused("STALE promised 9"));
    }

    @Test
    void a_member_of_an_unknown_version_is_neither_silent_nor_known_and_is_known_again_once_it_is_understood() {
        member.protocol = new ProtocolVersion(9, 9);
        await().atMost(SOON).until(() -> news().notUnderstood() != null);
        assertThat(news().notUnderstood()).contains("orders-0 speaks protocol version 9");
        assertThat(news().status()).isNull();
        assertThat(news().silentMillis()).isZero();
        assertThat(news().refused()).isFalse();
        member.protocol = ProtocolVersion.SPOKEN;
        await().atMost(SOON).until(() -> news().status() != null);
        assertThat(news().notUnderstood()).isNull();
    }

    @Test
    void an_older_member_is_told_in_its_own_words() {
        ControlCommand pause = new ControlCommand.Pause(new Epoch(2), 1, 400);
        members.tell(ORDERS, List.of(new Order(ZERO, pause)));
        member.protocol = new ProtocolVersion(ProtocolVersion.FIRST, ProtocolVersion.FIRST);
        await().atMost(SOON).until(() -> status().protocol().newest() == ProtocolVersion.FIRST);
        members.tell(ORDERS, List.of(new Order(ZERO, pause)));
        assertThat(member.heard).containsSubsequence("BATON PAUSE 2 1 400", "BATON PAUSE 2 400");
    }

    @Test
    void telling_a_stuck_member_ends() {
        member.mute = true;
        long start = System.nanoTime();
        assertThat(members.tell(ORDERS, List.of(new Order(ZERO, new ControlCommand.Resume(new Epoch(2), 1)))))
                .singleElement()
                .isInstanceOf(Answer.Unknown.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void another_volume_is_another_member_that_has_said_nothing_yet() {
        member.mute = true;
        MemberTarget same = member.target();
        members.watch(
                ORDERS,
                new TreeMap<>(Map.of(
                        ZERO, new MemberTarget(same.host(), same.port(), same.passwords(), "another", "container"))));
        assertThat(news().status()).isNull();
    }

    @Test
    void a_member_that_knows_only_the_password_of_before_is_heard() {
        MemberTarget same = member.target();
        members.watch(
                ORDERS,
                new TreeMap<>(Map.of(
                        ZERO,
                        new MemberTarget(same.host(), same.port(), List.of("new", "secret"), "changed", "container"))));
        await().untilAsserted(() -> assertThat(news().status()).isNotNull());
        assertThat(member.heard).contains("AUTH new");
        assertThat(members.allKnow(ORDERS, "new")).isFalse();
        assertThat(members.allKnow(ORDERS, "secret")).isTrue();

        // It has read its Secret again.
        member.passwords = List.of("new", "secret");
        await().atMost(SOON).until(() -> members.allKnow(ORDERS, "new"));
        assertThat(news().silentMillis()).as("nobody took it for lost").isZero();
    }

    @Test
    void nobody_knows_a_password_while_a_member_was_never_reached() {
        MemberTarget same = member.target();
        await().atMost(SOON).until(() -> members.allKnow(ORDERS, "secret"));
        members.watch(
                ORDERS,
                new TreeMap<>(Map.of(
                        ZERO,
                        same,
                        new MemberName("orders-1"),
                        new MemberTarget(null, same.port(), same.passwords(), "other", ""))));
        assertThat(members.allKnow(ORDERS, "secret")).isFalse();
        assertThat(members.allKnow(new DatabaseKey("shop", "unknown"), "secret"))
                .isFalse();
    }

    private MemberNews news() {
        return Objects.requireNonNull(members.news(ORDERS).get(ZERO));
    }

    private MemberStatus status() {
        return Objects.requireNonNull(news().status());
    }
}

package dev.baton.workload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

class FailureTest {
    @ParameterizedTest
    @ValueSource(strings = {"READONLY You can't write against a follower", "LOADING x", "MASTERDOWN x", "NOAUTH x"})
    void anErrorThatSaysItDidNotRunIsARefusal(String error) {
        assertThat(Failure.of(new JedisDataException(error)).outcome()).isEqualTo(Outcome.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UNKNOWN the outcome is unknown", "ERR something", "READONLYISH"})
    void anyOtherErrorLeavesTheOutcomeUnknown(String error) {
        assertThat(Failure.of(new JedisDataException(error)).outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Read timed out", "Unexpected end of stream."})
    void aConnectionThatBreaksAfterSendingLeavesTheOutcomeUnknown(String error) {
        assertThat(Failure.of(new JedisConnectionException(error)).outcome()).isEqualTo(Outcome.UNKNOWN);
    }
}

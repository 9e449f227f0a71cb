package dev.baton.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

/** Replies as Redis 7.0 gives them. */
class HashIterationCommandsTest {
    private static final int MORE_THAN_A_SMALL_ONE_HAS = 600;

    @Test
    void aSmallHashIsScannedAtOnce() {
        Shell redis = new Shell();
        redis.run("HSET h a 1 b 2 ab 3");
        redis.check("HSCAN h 0", "*2 $1 0 *6 $1 a $1 1 $1 b $1 2 $2 ab $1 3");
        redis.check("HSCAN h 0 MATCH a* COUNT 1", "*2 $1 0 *4 $1 a $1 1 $2 ab $1 3");
        redis.check("HSCAN none 0 COUNT x", "*2 $1 0 *0");
        redis.check("HSCAN h x", "-ERR invalid cursor");
        redis.check("HSCAN h 0 COUNT 0", "-ERR syntax error");
        redis.check("HSCAN h 0 TYPE hash", "-ERR syntax error");
        redis.check("HSCAN h 0 MATCH", "-ERR syntax error");
        redis.run("SET s v");
        redis.check("HSCAN s 0", "-WRONGTYPE Operation against a key holding the wrong kind of value");
    }

    @Property(tries = 20, shrinking = ShrinkingMode.OFF) // a seed has no smaller form
    void whoStaysIsMetByAScanWhateverComesAndGoes(@ForAll long seed) {
        Random random = new Random(seed);
        Shell redis = new Shell();
        Set<String> staying = new HashSet<>();
        for (int i = 0; i < MORE_THAN_A_SMALL_ONE_HAS + 200; i++) {
            redis.run("HSET h f" + i + " v");
            if (i > 199) {
                staying.add("f" + i);
            }
        }
        Set<String> met = new HashSet<>();
        String cursor = "0";
        int steps = 0;
        do {
            List<String> reply =
                    Arrays.asList(redis.run("HSCAN h " + cursor + " COUNT 40").split(" "));
            cursor = reply.get(2);
            for (int i = 5; i < reply.size(); i += 4) {
                met.add(reply.get(i));
            }
            for (int i = random.nextInt(30); i > 0; i--) {
                String passing = random.nextBoolean() ? "f" + random.nextInt(200) : "g" + random.nextInt(100);
                redis.run(random.nextBoolean() ? "HDEL h " + passing : "HSET h " + passing + " w");
            }
            steps++;
        } while (!cursor.equals("0"));
        assertThat(met).containsAll(staying);
        assertThat(steps).isBetween(10, 30);
    }

    @Test
    void drawsAtRandom() {
        Shell redis = new Shell();
        redis.run("HSET h a 1 b 2 c 3");
        assertThat(redis.run("HRANDFIELD h")).isIn("$1 a", "$1 b", "$1 c");
        redis.check("HRANDFIELD h 0", "*0");
        redis.check("HRANDFIELD h 5", "*3 $1 a $1 b $1 c");
        assertThat(words(redis.run("HRANDFIELD h 2"))).hasSize(2).doesNotHaveDuplicates();
        assertThat(words(redis.run("HRANDFIELD h -50"))).hasSize(50).isSubsetOf("a", "b", "c");
        redis.check("HRANDFIELD h 3 WITHVALUES", "*6 $1 a $1 1 $1 b $1 2 $1 c $1 3");
        redis.check("HRANDFIELD none", "$-1");
        redis.check("HRANDFIELD none 3", "*0");
        redis.check("HRANDFIELD h x", "-ERR value is not an integer or out of range");
        redis.check("HRANDFIELD h 1 VALUES", "-ERR syntax error");
        assertThat(redis.run("HRANDFIELD h -9223372036854775807")).startsWith("-ERR value is out of range");
        redis.check("HRANDFIELD h 9223372036854775807 WITHVALUES", "-ERR value is out of range");
        redis.run("HELLO 3");
        redis.check("HRANDFIELD h 3 WITHVALUES", "*3 *2 $1 a $1 1 *2 $1 b $1 2 *2 $1 c $1 3");
    }

    @Test
    void everyFieldOfALargeHashIsDrawnSometimes() {
        Shell redis = new Shell();
        for (int i = 0; i < 30; i++) {
            redis.run("HSET h f" + i + " v");
        }
        for (int count : new int[] {5, 25, -5}) {
            Set<String> drawn = new HashSet<>();
            for (int i = 0; i < 300; i++) {
                List<String> fields = words(redis.run("HRANDFIELD h " + count));
                assertThat(fields).hasSize(Math.abs(count));
                assertThat(count < 0 || new HashSet<>(fields).size() == count).isTrue();
                drawn.addAll(fields);
            }
            assertThat(drawn).hasSize(30);
        }
    }

    /** Every second word behind the head of the reply. */
    private static List<String> words(String reply) {
        String[] parts = reply.split(" ");
        return Arrays.stream(parts)
                .skip(1)
                .filter(word -> !word.startsWith("$"))
                .toList();
    }
}

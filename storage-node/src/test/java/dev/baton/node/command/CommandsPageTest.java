package dev.baton.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.node.CheckedIn;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class CommandsPageTest {
    private final Commands commands = new Commands();

    @Test
    void theCheckedInPageIsTheOneOfTheCommandClasses() throws IOException {
        CheckedIn.at("docs/commands.md").isWhatWeGenerate(new CommandsPage().markdown());
    }

    @Test
    void whatIsSaidToDifferExistsAndWhatIsSaidToBeAbsentDoesNot() {
        for (String name : CommandsPage.DIFFERS.keySet()) {
            assertThat(commands.named(name)).as(name).isNotNull();
        }
        for (String name : CommandsPage.ABSENT.keySet()) {
            assertThat(commands.named(name)).as(name).isNull();
        }
    }

    @Test
    void commandsDeclareTheArgumentsAndKeysThatRedisDeclares() {
        commands.forEachThatRuns(definition -> {
            RedisCommand redis = RedisCommand.named(definition.name());
            if (redis == null) {
                return; // of a later version, or ours
            }
            assertThat(definition.arity()).as("arity of %s", definition.name()).isEqualTo(redis.arity());
            assertThat(definition.firstKey())
                    .as("first key of %s", definition.name())
                    .isEqualTo(redis.firstKey());
            assertThat(definition.lastKey())
                    .as("last key of %s", definition.name())
                    .isEqualTo(redis.lastKey());
            String difference = CommandsPage.DIFFERS.getOrDefault(definition.name(), "");
            if (difference.startsWith("refused") || definition.name().startsWith("function|")) {
                return; // it changes nothing
            }
            assertThat(definition.isWrite())
                    .as("whether %s writes", definition.name())
                    .isEqualTo(redis.flags().contains("write"));
            assertThat(definition.has(Flag.DENYOOM))
                    .as("whether %s needs memory", definition.name())
                    .isEqualTo(redis.flags().contains("denyoom"));
        });
    }
}

package dev.baton.node.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Redis 7.0 declares of one of its commands, whether or not there is such a command here: clients route, hint and restrict by it.
 *
 * @param name in lower case; of a subcommand {@code config|get}
 * @param group its family, e.g. {@code sorted-set}
 * @param since the version of Redis that had it first
 * @param flags as COMMAND INFO names them
 * @param categories of ACLs, without the at sign
 */
public record RedisCommand(
        String name,
        String group,
        String since,
        int arity,
        int firstKey,
        int lastKey,
        int keyStep,
        List<String> flags,
        List<String> categories,
        List<String> tips,
        List<KeySpec> keySpecs) {
    private static final String RESOURCE = "redis-7.0-commands.txt";
    private static final int WORDS = 11;

    /**
     * Where some of its keys are and what becomes of them.
     *
     * @param flags e.g. {@code RW}, {@code access}, {@code delete}
     * @param begin kind and details, e.g. {@code index, 1}
     * @param find likewise, e.g. {@code range, -1, 1, 0}
     */
    record KeySpec(List<String> flags, List<String> begin, List<String> find) {
        private static KeySpec parse(String text) {
            String[] parts = text.split(",");
            return new KeySpec(
                    List.of(parts[0].split("\\+")), List.of(parts[1].split(":")), List.of(parts[2].split(":")));
        }
    }

    /** Read when first asked for. */
    private static final class All {
        static final Map<String, RedisCommand> BY_NAME = read();
    }

    /** By name in lower case; null for what isn't Redis'. */
    static @Nullable RedisCommand named(String name) {
        return All.BY_NAME.get(name);
    }

    /** Containers and subcommands too, by name. */
    static Map<String, RedisCommand> all() {
        return Collections.unmodifiableMap(All.BY_NAME);
    }

    private static Map<String, RedisCommand> read() {
        Map<String, RedisCommand> commands = new LinkedHashMap<>();
        try (InputStream resource = RedisCommand.class.getResourceAsStream(RESOURCE)) {
            if (resource == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the program");
            }
            new BufferedReader(new InputStreamReader(resource, StandardCharsets.US_ASCII))
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(RedisCommand::parse)
                    .forEach(command -> commands.put(command.name(), command));
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + RESOURCE, e);
        }
        return commands;
    }

    private static RedisCommand parse(String line) {
        String[] words = line.split(" ");
        if (words.length != WORDS) {
            throw new IllegalStateException(RESOURCE + ": " + line);
        }
        return new RedisCommand(
                words[0],
                words[1],
                words[2],
                Integer.parseInt(words[3]),
                Integer.parseInt(words[4]),
                Integer.parseInt(words[5]),
                Integer.parseInt(words[6]),
                list(words[7], ","),
                list(words[8], ","),
                list(words[9], ","),
                list(words[10], ";").stream().map(KeySpec::parse).toList());
    }

    private static List<String> list(String text, String separator) {
        return text.equals("-") ? List.of() : List.of(text.split(separator));
    }
}

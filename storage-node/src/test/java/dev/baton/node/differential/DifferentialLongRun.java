package dev.baton.node.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random commands of all families to Redis 7.0 and to a node, every reply compared. A failure prints the shortest sequence that shows it, as
 * lines for redis-cli; kept in {@code once-failed.txt} it is tried in every run from then on.
 *
 * <p>{@code -Dbaton.differential.seed=N} draws the same again; {@code -Dbaton.differential.failures=N} goes on until there are so many;
 * {@code -Dbaton.differential.families=LISTS,KEYS} draws from these alone; {@code -Dbaton.differential.minutes=N} goes on for so long.
 */
class DifferentialLongRun {
    private static final int COMMANDS = 100_000;
    private static final Pattern ABSENT = Pattern.compile("\\| `([A-Z_-]+)` \\| absent \\|");

    @TempDir
    private static Path directory;

    private static Processes processes;

    @BeforeAll
    static void startBoth() throws Exception {
        processes = new Processes(directory);
    }

    @AfterAll
    static void endBoth() throws Exception {
        processes.close();
    }

    @Test
    void everyReplyIsThatOfRedis() throws Exception {
        long seed = seed();
        try (Servers servers = processes.connect()) {
            Campaign campaign =
                    new Campaign(servers, families(), Integer.parseInt(or("baton.differential.failures", "5")));
            campaign.run(seed, COMMANDS, Long.getLong("baton.differential.minutes", 0) * 60_000_000_000L);
            System.out.println(campaign.report());
            assertThat(campaign.failures())
                    .as("of -Dbaton.differential.seed=" + seed)
                    .isEmpty();
        }
    }

    @Test
    void whatOnceFailedIsRightNow() throws Exception {
        try (Servers servers = processes.connect()) {
            Campaign campaign = new Campaign(servers, families(), Integer.MAX_VALUE);
            for (String sequence : Table.text("once-failed.txt").split("\n\\s*\n")) {
                campaign.run(
                        sequence,
                        sequence.lines()
                                .filter(line -> !line.startsWith("#"))
                                .map(Step::parse)
                                .toList());
            }
            assertThat(campaign.failures()).isEmpty();
        }
    }

    @Test
    void theLogHoldsWhatTheCommandsDid() throws Exception {
        long seed = seed();
        try (Servers servers = processes.connect()) {
            Campaign campaign = new Campaign(servers, families(), 1);
            campaign.fill(seed, 5_000);
            assertThat(campaign.failures()).isEmpty();
        }
        processes.restartNode();
        try (Servers servers = processes.connect()) {
            Campaign campaign = new Campaign(servers, families(), 1);
            campaign.compareKeys("-Dbaton.differential.seed=" + seed + ", after a restart");
            assertThat(campaign.failures()).isEmpty();
        }
    }

    /** What isn't known is absent on purpose, and what is known is compared. */
    @Test
    void everyCommandOfRedisIsComparedOrLeftOutForAReason() throws Exception {
        Set<String> drawn =
                Arrays.stream(Family.values()).flatMap(Family::names).collect(Collectors.toSet());
        Set<String> notDrawn = Table.lines("not-drawn.txt").stream()
                .map(line -> line.substring(0, line.indexOf(':')))
                .collect(Collectors.toSet());
        Set<String> absent = new TreeSet<>();
        Matcher rows = ABSENT.matcher(Files.readString(Path.of("../docs/commands.md")));
        while (rows.find()) {
            absent.add(rows.group(1).toLowerCase(Locale.ROOT));
        }
        try (Servers servers = processes.connect()) {
            assertThat(new TreeSet<>(servers.missing())).isEqualTo(absent);
            assertThat(servers.commandsOfRedis())
                    .allMatch(name -> absent.contains(name) || drawn.contains(name) || notDrawn.contains(name));
        }
    }

    private static List<Family> families() {
        String names = or("baton.differential.families", "");
        return names.isEmpty()
                ? List.of(Family.values())
                : Arrays.stream(names.split(",")).map(Family::valueOf).toList();
    }

    private static long seed() {
        long seed = Long.parseLong(or("baton.differential.seed", Long.toString(System.nanoTime() & 0xffff_ffffL)));
        System.out.println("-Dbaton.differential.seed=" + seed);
        return seed;
    }

    private static String or(String property, String otherwise) {
        String value = System.getProperty(property, "");
        return value.isEmpty() ? otherwise : value;
    }
}

package dev.baton.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/failure-modes.md names tests that exist (bin/test fails for any that leaves no report), and every E2E has its row. */
class FailureModesTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|ProcessIT|ApiServerIT|E2E))`");

    @Test
    void everyRowNamesATestThatExists() throws IOException {
        assertThat(tests("")).containsAll(named());
    }

    @Test
    void everyEndToEndTestHasARow() throws IOException {
        assertThat(named()).containsAll(tests("E2E"));
    }

    private static Set<String> named() throws IOException {
        Matcher matcher = TEST.matcher(Files.readString(ROOT.resolve("docs/failure-modes.md")));
        Set<String> names = new TreeSet<>();
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        assertThat(names).isNotEmpty();
        return names;
    }

    private static Set<String> tests(String ending) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().contains("src/test/java"))
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ending + ".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}

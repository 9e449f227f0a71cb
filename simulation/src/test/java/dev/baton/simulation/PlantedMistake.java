package dev.baton.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A mistake planted in a copy of a production source: a patch in {@code src/test/resources/planted}.
 *
 * <pre>
 * # What is wrong, in a sentence.
 * # caught by: the check that has to find it
 * # focus: what the histories are to be about, see {@link Hunt}
 * --- path of the source, from the root of the repository
 *  a line as it is
 * -a line as it is, to go
 * +a line to come
 * </pre>
 *
 * @param patched the whole source with the mistake in it
 */
record PlantedMistake(String name, String sentence, String caughtBy, String focus, Path source, String patched) {
    private static final Path ROOT = Path.of("..");
    private static final int MOST_LINES = 10;

    static List<PlantedMistake> all() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/planted"))) {
            List<PlantedMistake> all = new ArrayList<>();
            for (Path file : files.sorted(Comparator.naturalOrder()).toList()) {
                all.add(read(file));
            }
            return all;
        }
    }

    private static PlantedMistake read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        String name = String.valueOf(file.getFileName()).replace(".patch", "");
        StringBuilder before = new StringBuilder();
        StringBuilder after = new StringBuilder();
        int removed = 0;
        int added = 0;
        Path source = null;
        for (String line : lines.stream().filter(line -> !line.startsWith("#")).toList()) {
            if (line.startsWith("--- ")) {
                source = Path.of(line.substring(4));
                continue;
            }
            String text = line.isEmpty() ? "" : line.substring(1);
            switch (line.isEmpty() ? ' ' : line.charAt(0)) {
                case '-' -> removed += add(before, text);
                case '+' -> added += add(after, text);
                case ' ' -> {
                    add(before, text);
                    add(after, text);
                }
                default -> throw new IllegalArgumentException(file + ": not a line of a patch: " + line);
            }
        }
        if (source == null || Math.max(removed, added) < 1 || Math.max(removed, added) > MOST_LINES) {
            throw new IllegalArgumentException(file + " must change 1 to " + MOST_LINES + " lines of one source, not "
                    + removed + " and " + added);
        }
        return new PlantedMistake(
                name,
                lines.getFirst().substring(2),
                said(lines, "caught by"),
                said(lines, "focus"),
                source,
                applied(file, Files.readString(ROOT.resolve(source)), before.toString(), after.toString()));
    }

    private static int add(StringBuilder to, String line) {
        to.append(line).append('\n');
        return 1;
    }

    private static String said(List<String> lines, String what) {
        String prefix = "# " + what + ": ";
        return lines.stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .findFirst()
                .orElse("");
    }

    private static String applied(Path file, String source, String before, String after) {
        int at = source.indexOf(before);
        if (at < 0 || source.indexOf(before, at + 1) >= 0) {
            throw new IllegalArgumentException(
                    file + " applies no more, or in more than one place: mend it, so that it plants the same mistake");
        }
        return source.substring(0, at) + after + source.substring(at + before.length());
    }

    /** The class that the source makes. */
    String className() {
        String path = source.toString();
        String inPackage = path.substring(path.indexOf("src/main/java/") + "src/main/java/".length());
        return inPackage.replace(".java", "").replace('/', '.');
    }
}

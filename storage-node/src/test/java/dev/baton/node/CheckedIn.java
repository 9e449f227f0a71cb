package dev.baton.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A generated file that lies in the repository, so that it is reviewed as any other; {@code -Dbaton.update=true} writes it anew. */
public record CheckedIn(Path path) {
    private static final String COMMAND = "mvn -pl storage-node -am test -Dbaton.update=true";

    /** A path below the repository's root. */
    public static CheckedIn at(String pathInRepository) {
        // Surefire runs in the module's folder, an IDE perhaps in the root.
        Path here = Path.of("").toAbsolutePath();
        Path root = here.endsWith("storage-node") ? here.resolveSibling(".") : here;
        return new CheckedIn(root.resolve(pathInRepository).normalize());
    }

    public void isWhatWeGenerate(String generated) throws IOException {
        if (Boolean.getBoolean("baton.update")) {
            Files.writeString(path, generated);
        }
        assertThat(path)
                .as("%s is generated: %s writes it anew", path.getFileName(), COMMAND)
                .content()
                .isEqualTo(generated);
    }
}

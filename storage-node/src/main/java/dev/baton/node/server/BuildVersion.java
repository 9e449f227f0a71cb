package dev.baton.node.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version the build wrote into {@code build.properties}. */
final class BuildVersion {
    private BuildVersion() {}

    static String read() {
        Properties properties = new Properties();
        try (InputStream file = BuildVersion.class.getResourceAsStream("build.properties")) {
            if (file == null) {
                throw new IllegalStateException("build.properties is missing beside " + BuildVersion.class);
            }
            properties.load(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("build.properties can't be read", unreadable);
        }
        return properties.getProperty("version", "unknown");
    }
}

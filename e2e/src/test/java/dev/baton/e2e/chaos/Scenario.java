package dev.baton.e2e.chaos;

import dev.baton.e2e.kind.DatabaseDraft;
import dev.baton.e2e.kind.Scene;

/** One way to harm a database under load. */
public interface Scenario {
    /** Harms it, waits for what has to happen meanwhile, and mends what it did. Everything else, {@link ChaosRun} sees to. */
    void strike(Stage stage) throws Exception;

    /** The database it is for: three members, semi-synchronous, where nothing else is said. */
    default DatabaseDraft database(Scene scene) {
        return scene.database("orders");
    }
}

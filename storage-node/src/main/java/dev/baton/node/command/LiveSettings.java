package dev.baton.node.command;

import dev.baton.node.settings.OutputLimits;
import dev.baton.node.settings.Settings;
import java.util.Map;

/** Settings that are asked for at every command or message, read once after each change. Loop thread only. */
public final class LiveSettings {
    private static final OutputLimits.Limit NO_LIMIT = new OutputLimits.Limit(0, 0, 0);

    private final Settings settings;
    /** The very string that was read last. */
    private String eventsRead = "";

    private KeyspaceEvents events = KeyspaceEvents.NONE;
    private String limitsRead = "";
    private Map<String, OutputLimits.Limit> limits = Map.of();

    public LiveSettings(Settings settings) {
        this.settings = settings;
    }

    /** Which keyspace events are published. */
    @SuppressWarnings("ReferenceEquality") // it is another one after each change, and the same until then
    public KeyspaceEvents keyspaceEvents() {
        String told = settings.keyspaceEvents.value();
        if (told != eventsRead) {
            events = KeyspaceEvents.parse(told);
            eventsRead = told;
        }
        return events;
    }

    /** What may wait for one client; those that subscribe to nothing are no longer read from when they don't read, so they have no limit at first. */
    @SuppressWarnings("ReferenceEquality") // as above
    public OutputLimits.Limit outputLimit(boolean subscriber) {
        String told = settings.outputLimits.value();
        if (told != limitsRead) {
            limits = OutputLimits.of(settings.outputLimits);
            limitsRead = told;
        }
        return limits.getOrDefault(subscriber ? "pubsub" : "normal", NO_LIMIT);
    }

    /** A client that says nothing for longer is cut off; 0: never. */
    public long idleSeconds() {
        return settings.idleTimeoutSeconds.number();
    }
}

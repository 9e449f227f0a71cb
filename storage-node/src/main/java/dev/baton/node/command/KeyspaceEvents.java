package dev.baton.node.command;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.pubsub.Message;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/** Which keyspace events are published, and on which of the two channels of each: the setting {@code notify-keyspace-events}. Immutable. */
public final class KeyspaceEvents {
    /** No events: the default. */
    public static final KeyspaceEvents NONE = new KeyspaceEvents(EnumSet.noneOf(EventClass.class), false, false);

    private static final Set<EventClass> NOT_IN_ALL = EnumSet.of(EventClass.NEW, EventClass.KEY_MISS);
    private static final Set<EventClass> ALL = EnumSet.complementOf(EnumSet.copyOf(NOT_IN_ALL));

    private final Set<EventClass> classes;
    private final boolean onKeyspace;
    private final boolean onKeyevent;
    private final boolean off;

    private KeyspaceEvents(Set<EventClass> classes, boolean onKeyspace, boolean onKeyevent) {
        this.classes = classes;
        this.onKeyspace = onKeyspace;
        this.onKeyevent = onKeyevent;
        this.off = classes.isEmpty() || !(onKeyspace || onKeyevent);
    }

    /** @throws IllegalArgumentException for a letter that stands for nothing, which the setting refuses */
    public static KeyspaceEvents parse(String letters) {
        Set<EventClass> classes = EnumSet.noneOf(EventClass.class);
        boolean onKeyspace = false;
        boolean onKeyevent = false;
        for (char letter : letters.toCharArray()) {
            switch (letter) {
                case 'A' -> classes.addAll(ALL);
                case 'K' -> onKeyspace = true;
                case 'E' -> onKeyevent = true;
                default -> classes.add(ofLetter(letter));
            }
        }
        return new KeyspaceEvents(classes, onKeyspace, onKeyevent);
    }

    private static EventClass ofLetter(char letter) {
        for (EventClass kind : EventClass.values()) {
            if (kind.letter == letter) {
                return kind;
            }
        }
        throw new IllegalArgumentException("no events of a class " + letter);
    }

    /** Whether nothing is ever published. */
    public boolean isOff() {
        return off;
    }

    /** Hands over the messages that tell of an event, if they are wanted. */
    public void tell(EventClass kind, String event, Bytes key, Consumer<? super Message> publish) {
        if (off || !classes.contains(kind)) {
            return;
        }
        byte[] name = event.getBytes(StandardCharsets.US_ASCII);
        if (onKeyspace) {
            publish.accept(new Message(channel("__keyspace@0__:", key.array()), name));
        }
        if (onKeyevent) {
            publish.accept(new Message(channel("__keyevent@0__:", name), key.array()));
        }
    }

    private static Bytes channel(String prefix, byte[] rest) {
        byte[] channel = new byte[prefix.length() + rest.length];
        System.arraycopy(prefix.getBytes(StandardCharsets.US_ASCII), 0, channel, 0, prefix.length());
        System.arraycopy(rest, 0, channel, prefix.length(), rest.length);
        return Bytes.of(channel);
    }
}

package dev.baton.node.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What somebody must say to be let in: the content of a file, and while the password is being changed also that of the file
 * {@code previousPassword} beside it, as a mounted Secret has them. The files are read again while the process runs, so that a password
 * is changed without a restart: those who were told the new one and those who weren't yet are both let in, until the old one is taken out.
 *
 * <p>Safe for use by several threads.
 */
final class Passwords {
    /** Name of the file, and of the Secret's key. */
    static final String PREVIOUS = "previousPassword";

    private final @Nullable Path file;
    private final Journal journal;
    private final String whose;
    /** The first is the one to say; empty for none. Never changed, but replaced as a whole. */
    private volatile List<byte[]> accepted;

    private volatile boolean unreadable;
    private final AtomicInteger saying = new AtomicInteger();

    private Passwords(@Nullable Path file, String whose, Journal journal, List<byte[]> accepted) {
        this.file = file;
        this.whose = whose;
        this.journal = journal;
        this.accepted = accepted;
    }

    /**
     * The passwords in a file.
     *
     * @param file null for none: everybody is let in
     * @param whose names them in the log
     */
    static Passwords in(@Nullable Path file, String whose, Journal journal) throws IOException {
        return new Passwords(file, whose, journal, file == null ? List.of() : read(file));
    }

    boolean required() {
        return file != null;
    }

    /** Compares in constant time, so that the time of an answer tells nothing of the password. */
    boolean accepts(byte[] said) {
        List<byte[]> now = accepted;
        boolean right = !required();
        for (byte[] password : now) {
            right |= MessageDigest.isEqual(password, said);
        }
        return right;
    }

    /** What to say to another member; nothing when none is required. */
    byte[] toSay() {
        List<byte[]> now = accepted;
        return now.isEmpty() ? new byte[0] : now.get(Math.floorMod(saying.get(), now.size()));
    }

    /** Another member hung up without a word, as it does on a password it doesn't know: perhaps it knows only the other one yet. */
    void sayTheOther() {
        saying.incrementAndGet();
    }

    /** Reads the files again. What can't be read, or is empty, changes nothing. */
    void readAgain() {
        if (file == null) {
            return;
        }
        try {
            List<byte[]> now = read(file);
            if (!same(now, accepted)) {
                accepted = now;
                saying.set(0);
                journal.info("the password of " + whose + " was changed; " + now.size() + " of them let in");
            }
            unreadable = false;
        } catch (IOException failure) {
            if (!unreadable) {
                journal.warn("the password of " + whose + " can't be read again, the one known stays: " + failure);
            }
            unreadable = true;
        }
    }

    private static List<byte[]> read(Path file) throws IOException {
        List<byte[]> passwords = new ArrayList<>();
        byte[] current = content(file);
        if (current.length == 0) {
            throw new IOException(file + " is empty: it must hold a password");
        }
        passwords.add(current);
        Path previous = file.resolveSibling(PREVIOUS);
        if (Files.exists(previous)) {
            byte[] old = content(previous);
            if (old.length > 0) {
                passwords.add(old);
            }
        }
        return List.copyOf(passwords);
    }

    private static byte[] content(Path file) throws IOException {
        return Files.readString(file).strip().getBytes(StandardCharsets.UTF_8);
    }

    private static boolean same(List<byte[]> one, List<byte[]> other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            if (!MessageDigest.isEqual(one.get(i), other.get(i))) {
                return false;
            }
        }
        return true;
    }
}

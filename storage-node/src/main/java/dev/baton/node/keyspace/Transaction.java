package dev.baton.node.keyspace;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The run of one command, or of the commands of one MULTI: what it looked at, and the ops it wrote, which together are one effect.
 *
 * <p>Ops take effect at once; there is no rollback, so a command checks everything before it writes. Loop thread only; use it until
 * {@link #stamp} or until the next {@link Keyspace#begin}.
 */
public final class Transaction {
    /** Hears what a transaction does besides what its command asks for. */
    public interface Observer {
        /** A key is there that wasn't. */
        void added(Bytes key);

        /** A key was found expired, and deleted. */
        void expired(Bytes key);

        /** A key was deleted since memory was needed. */
        void evicted(Bytes key);
    }

    private final Keyspace keyspace;
    private final long nowMillis;
    private long lookedAt;
    private boolean looked;
    private boolean lookedAtAll;
    private boolean wrote;
    /** Keys that were found expired and only hidden. */
    private final List<Bytes> hidden = new ArrayList<>();

    private boolean hidExpired;
    private byte @Nullable [] effect;
    private @Nullable Observer observer;

    Transaction(Keyspace keyspace, long nowMillis) {
        this.keyspace = keyspace;
        this.nowMillis = nowMillis;
    }

    /** Tells somebody, from now on. */
    public void observe(Observer by) {
        observer = by;
        keyspace.observer = by;
    }

    /** Milliseconds since 1970, the same throughout. */
    public long nowMillis() {
        return nowMillis;
    }

    /** The living entry of a key, or null: it counts as used now. Notes its last write; deletes or hides it if it has expired. */
    public @Nullable Entry look(Bytes key) {
        Entry entry = glance(key);
        if (entry != null) {
            keyspace.used(entry);
        }
        return entry;
    }

    /** As {@link #look}, but it doesn't count as used: for commands that ask about a key rather than for its value. */
    public @Nullable Entry glance(Bytes key) {
        looked = true;
        Entry entry = keyspace.table().find(key);
        if (entry == null) {
            lookedAt = Math.max(lookedAt, keyspace.absentSince(key));
            return null;
        }
        lookedAt = Math.max(lookedAt, entry.lastWrite);
        if (entry.isExpired(nowMillis)) {
            if (keyspace.expiresKeys()) {
                Bytes gone = entry.key();
                write(new Op.Delete(gone));
                keyspace.countExpired();
                if (observer != null) {
                    observer.expired(gone);
                }
            } else {
                hidExpired = true;
                hidden.add(entry.key());
            }
            return null;
        }
        return entry;
    }

    /** Deletes a key since memory is used up. */
    void evict(Bytes key) {
        write(new Op.Delete(key));
        keyspace.countEvicted();
        if (observer != null) {
            observer.evicted(key);
        }
    }

    Keyspace keyspace() {
        return keyspace;
    }

    /** The command depends on which keys there are: its reply waits for the log's end. */
    public void lookAtAll() {
        looked = true;
        lookedAtAll = true;
        lookedAt = Math.max(lookedAt, keyspace.lastOffset());
    }

    /** The number of keys. */
    public int size() {
        lookAtAll();
        return keyspace.size();
    }

    /** The keys of one cursor of an iteration (see {@link KeyTable#scan}), expired ones too: look at each. */
    public long scan(long cursor, List<Bytes> into) {
        lookAtAll();
        return keyspace.table().scan(cursor, entry -> into.add(entry.key()));
    }

    /** Every key, expired ones too: look at each. */
    public List<Bytes> keys() {
        lookAtAll();
        List<Bytes> keys = new ArrayList<>(keyspace.size());
        keyspace.table().forEach(entry -> keys.add(entry.key()));
        return keys;
    }

    /** Some key, an expired one perhaps: look at it. Null when there is none. */
    public @Nullable Bytes randomKey(RandomGenerator random) {
        lookAtAll();
        Entry entry = keyspace.table().random(random);
        return entry == null ? null : entry.key();
    }

    /**
     * Deletes expired keys nobody asks for: visits the buckets of about {@code visits} cursors, from {@code cursor} on. Returns the cursor to go on from.
     * For a leader that may write; its effect is appended as any other.
     */
    public long expireSome(long cursor, int visits) {
        long at = cursor;
        List<Bytes> due = new ArrayList<>();
        for (int i = 0; i < visits; i++) {
            at = keyspace.table().scan(at, entry -> {
                if (entry.isExpired(nowMillis)) {
                    due.add(entry.key());
                }
            });
            if (at == 0) {
                break;
            }
        }
        due.forEach(this::glance);
        return at;
    }

    /** Performs an op and adds it to the effect. The command has checked that it fits. */
    public void write(Op op) {
        // A command that wrote of a key that it believes gone would else add to what has expired.
        hidden.forEach(expired -> add(new Op.Delete(expired)));
        hidden.clear();
        add(op);
    }

    private void add(Op op) {
        if (!wrote) {
            wrote = true;
            keyspace.effect.raw(Keyspace.WRITE_EFFECT);
        }
        keyspace.effect.write(op);
        keyspace.perform(op);
    }

    /** Whether any op was written. */
    public boolean wrote() {
        return wrote;
    }

    /** Whether any key, or the whole keyspace, was looked at: the reply is then a read and needs the lease. */
    public boolean looked() {
        return looked;
    }

    /** Whether the whole keyspace was looked at: the reply waits for the log's end. */
    public boolean lookedAtAll() {
        return lookedAtAll;
    }

    /** The greatest last-write offset of all that was looked at; the reply must wait until it is committed. */
    public long lookedAtOffset() {
        return lookedAt;
    }

    /** Whether an expired key was only hidden. While paused a leader runs such a command again later rather than answer from it. */
    public boolean hidExpired() {
        return hidExpired;
    }

    /** The WRITE effect: the kind byte and all ops. The caller's to keep. */
    public byte[] effect() {
        if (!wrote) {
            throw new IllegalStateException("nothing was written");
        }
        byte[] made = effect;
        if (made == null) {
            made = keyspace.effect.toBytes();
            effect = made;
        }
        return made;
    }

    /** Keys that ops of it changed, made or removed; to be asked before it is stamped. */
    public List<Bytes> changedKeys() {
        return keyspace.touchedKeys();
    }

    /** The effect has become the record that ends at this offset: marks every key it changed. */
    public void stamp(long endOffset) {
        keyspace.stamp(endOffset);
    }
}

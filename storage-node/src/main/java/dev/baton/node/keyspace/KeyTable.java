package dev.baton.node.keyspace;

import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The hash table of all keys: chained, a power of two of buckets, resized a few buckets per lookup so that no command pays for a whole table.
 * The cursor of {@link #scan} counts with its bits reversed, so that a full iteration returns every key present throughout it, whatever resizes
 * happen meanwhile, without state in the server (Noordhuis, 2010).
 */
final class KeyTable {
    private static final int LEAST_BUCKETS = 16;
    private static final int GREATEST_BUCKETS = 1 << 29;

    private @Nullable Entry[] buckets;
    /** The table we are moving to, or null. */
    private @Nullable Entry @Nullable [] target;
    /** All buckets below this one have moved to the target. */
    private int moved;

    private int size;
    private boolean pinned;

    /** Where the values of its strings are. */
    final ValueMemory values = new ValueMemory();

    KeyTable() {
        this(0);
    }

    /** @param keys for so many there is room from the start */
    KeyTable(long keys) {
        int size = LEAST_BUCKETS;
        while (size < keys && size < GREATEST_BUCKETS) {
            size *= 2;
        }
        buckets = new @Nullable Entry[size];
    }

    /** Gives back the memory of its values; nothing in it may be used any more. */
    void close() {
        values.close();
    }

    int size() {
        return size;
    }

    /** While pinned, no entry changes its bucket: a snapshot scan walks the buckets in order. */
    void pin(boolean pinned) {
        this.pinned = pinned;
    }

    @Nullable
    Entry find(Bytes key) {
        moveSome();
        int hash = key.hashCode();
        Entry found = findIn(buckets, key, hash);
        return found != null || target == null ? found : findIn(target, key, hash);
    }

    /** The key must not be there. */
    void add(Entry entry) {
        @Nullable Entry[] into = target != null ? target : buckets;
        int bucket = entry.hash & (into.length - 1);
        entry.next = into[bucket];
        into[bucket] = entry;
        size++;
        if (target == null && !pinned && size > buckets.length && buckets.length < GREATEST_BUCKETS) {
            target = new @Nullable Entry[buckets.length * 2];
        }
    }

    void remove(Entry entry) {
        if (!unlink(buckets, entry) && (target == null || !unlink(target, entry))) {
            throw new IllegalStateException("the entry of key " + entry.key() + " isn't in the table");
        }
        size--;
        if (target == null && !pinned && buckets.length > LEAST_BUCKETS && size < buckets.length / 8) {
            target = new @Nullable Entry[buckets.length / 4];
        }
    }

    /** Visits the buckets of one cursor; returns the next cursor, 0 at the end. */
    long scan(long cursor, Consumer<? super Entry> visitor) {
        long v = cursor;
        @Nullable Entry[] other = target;
        if (other == null) {
            long mask = buckets.length - 1L;
            visit(buckets, (int) (v & mask), visitor);
            return successor(v, mask);
        }
        @Nullable Entry[] small = buckets.length <= other.length ? buckets : other;
        @Nullable Entry[] large = buckets.length <= other.length ? other : buckets;
        long smallMask = small.length - 1L;
        long largeMask = large.length - 1L;
        visit(small, (int) (v & smallMask), visitor);
        do {
            visit(large, (int) (v & largeMask), visitor);
            v = successor(v, largeMask);
        } while ((v & (smallMask ^ largeMask)) != 0);
        return v;
    }

    /** Some key, every bucket in use equally likely; null when empty. */
    @Nullable
    Entry random(RandomGenerator random) {
        if (size == 0) {
            return null;
        }
        while (true) {
            int all = buckets.length + (target == null ? 0 : target.length);
            int bucket = random.nextInt(all);
            Entry head = bucketAt(bucket);
            if (head != null) {
                int length = 0;
                for (Entry e = head; e != null; e = e.next) {
                    length++;
                }
                Entry chosen = head;
                for (int skip = random.nextInt(length); skip > 0 && chosen.next != null; skip--) {
                    chosen = chosen.next;
                }
                return chosen;
            }
            moveSome();
        }
    }

    /** Buckets of both tables; meaningful while pinned. */
    int bucketCount() {
        return buckets.length + (target == null ? 0 : target.length);
    }

    @Nullable
    Entry bucketAt(int bucket) {
        if (bucket < buckets.length) {
            return buckets[bucket];
        }
        return target == null ? null : target[bucket - buckets.length];
    }

    void forEach(Consumer<? super Entry> visitor) {
        for (int i = 0; i < bucketCount(); i++) {
            for (Entry e = bucketAt(i); e != null; e = e.next) {
                visitor.accept(e);
            }
        }
    }

    private static long successor(long cursor, long mask) {
        return Long.reverse(Long.reverse(cursor | ~mask) + 1);
    }

    private static void visit(@Nullable Entry[] table, int bucket, Consumer<? super Entry> visitor) {
        for (Entry e = table[bucket]; e != null; e = e.next) {
            visitor.accept(e);
        }
    }

    private static @Nullable Entry findIn(@Nullable Entry[] table, Bytes key, int hash) {
        for (Entry e = table[hash & (table.length - 1)]; e != null; e = e.next) {
            if (e.hash == hash && e.isOf(key)) {
                return e;
            }
        }
        return null;
    }

    private static boolean unlink(@Nullable Entry[] table, Entry entry) {
        int bucket = entry.hash & (table.length - 1);
        Entry before = null;
        for (Entry e = table[bucket]; e != null; e = e.next) {
            if (e == entry) {
                if (before == null) {
                    table[bucket] = e.next;
                } else {
                    before.next = e.next;
                }
                e.next = null;
                return true;
            }
            before = e;
        }
        return false;
    }

    private void moveSome() {
        @Nullable Entry[] to = target;
        if (to == null || pinned) {
            return;
        }
        int looked = 0;
        while (moved < buckets.length && looked++ < 8) {
            Entry e = buckets[moved];
            buckets[moved++] = null;
            boolean movedAny = e != null;
            while (e != null) {
                Entry following = e.next;
                int bucket = e.hash & (to.length - 1);
                e.next = to[bucket];
                to[bucket] = e;
                e = following;
            }
            if (movedAny) {
                break;
            }
        }
        if (moved == buckets.length) {
            buckets = to;
            target = null;
            moved = 0;
        }
    }
}

package dev.baton.node.keyspace;

import java.util.Arrays;

/**
 * A hash table of byte strings, numbered from 0 to size − 1 without gaps: a random one is found at once, and what belongs to each can be kept in an
 * array beside. Who is removed leaves its number to the last. The numbers depend on nothing but the order of additions and removals, so they are the
 * same on every member.
 *
 * <p>Buckets are added and taken away one at a time (linear hashing, Litwin 1980), so that no command pays for hashing a large table anew.
 */
final class MemberTable {
    /** Takes a range of numbers. */
    interface Piece {
        void visit(int from, int to);
    }

    /** Bytes of memory that one takes here, its own bytes apart: an estimate with compressed references and some room to grow. */
    static final int BYTES_EACH = 30;

    private static final int LEAST = 4;
    private static final int NONE = -1;
    private static final byte[] FREE = {};

    /** Slots not in use hold {@link #FREE}, or null when never used. */
    private byte[][] members = new byte[LEAST][];

    private int[] hashes = new int[LEAST];
    /** The next in the same bucket. */
    private int[] next = new int[LEAST];
    /** The first of each bucket. */
    private int[] heads = new int[LEAST];

    /** Of {@link #heads}, those in use. */
    private int buckets = LEAST;
    /** The least power of two not below {@link #buckets}, less one. */
    private int mask = LEAST - 1;

    private int size;

    MemberTable() {
        Arrays.fill(heads, NONE);
    }

    int size() {
        return size;
    }

    /** Its number, or −1. */
    int find(Bytes member) {
        return find(member.array(), member.hashCode());
    }

    /** As {@link #find(Bytes)} of one that is in another table: its hash is known there. */
    int find(MemberTable other, int number) {
        return find(other.members[number], other.hashes[number]);
    }

    private int find(byte[] member, int hash) {
        int at = heads[bucketOf(hash)];
        while (at != NONE && !(hashes[at] == hash && Arrays.equals(members[at], member))) {
            at = next[at];
        }
        return at;
    }

    Bytes get(int number) {
        return new Bytes(members[number], hashes[number]);
    }

    /** The bytes themselves, not to be changed. */
    byte[] array(int number) {
        return members[number];
    }

    /** It must not be there. Its number is the size before. */
    void add(Bytes member) {
        if (size == members.length) {
            resize(size * 2);
        }
        int hash = member.hashCode();
        int bucket = bucketOf(hash);
        members[size] = member.array();
        hashes[size] = hash;
        next[size] = heads[bucket];
        heads[bucket] = size++;
        if (size > buckets) {
            split();
        }
    }

    /** The last takes its number. */
    void remove(int number) {
        relink(number, next[number]);
        int last = --size;
        if (number != last) {
            relink(last, number);
            members[number] = members[last];
            hashes[number] = hashes[last];
            next[number] = next[last];
        }
        members[last] = FREE;
        // Two at a time, or the buckets would stay behind a table that only shrinks.
        for (int i = 0; i < 2 && buckets > LEAST && size < buckets / 2; i++) {
            merge();
        }
        if (members.length > LEAST && size < members.length / 4) {
            resize(members.length / 2);
        }
    }

    /** All in ranges of about so many bytes, each as [from, to). */
    void pieces(int pieceBytes, Piece visitor) {
        int from = 0;
        long gathered = 0;
        for (int i = 0; i < size; i++) {
            if (gathered > pieceBytes) {
                visitor.visit(from, i);
                from = i;
                gathered = 0;
            }
            gathered += members[i].length + 8;
        }
        visitor.visit(from, size);
    }

    /** Whoever names the one as the next in its bucket names another from now on. */
    private void relink(int number, int instead) {
        int bucket = bucketOf(hashes[number]);
        if (heads[bucket] == number) {
            heads[bucket] = instead;
            return;
        }
        int before = heads[bucket];
        while (next[before] != number) {
            before = next[before];
        }
        next[before] = instead;
    }

    private int bucketOf(int hash) {
        int bucket = hash & mask;
        return bucket < buckets ? bucket : bucket & (mask >>> 1);
    }

    /** One more bucket, which takes its part of another. */
    private void split() {
        int added = buckets++;
        if (added > mask) {
            mask = mask * 2 + 1;
        }
        int from = added & (mask >>> 1);
        int at = heads[from];
        heads[from] = NONE;
        heads[added] = NONE;
        while (at != NONE) {
            int following = next[at];
            int bucket = hashes[at] & mask;
            next[at] = heads[bucket];
            heads[bucket] = at;
            at = following;
        }
    }

    /** One bucket less; another takes what was in it. */
    private void merge() {
        int removed = --buckets;
        int into = removed & (mask >>> 1);
        int at = heads[removed];
        while (at != NONE) {
            int following = next[at];
            next[at] = heads[into];
            heads[into] = at;
            at = following;
        }
        if (buckets == (mask + 1) / 2) {
            mask >>>= 1;
        }
    }

    private void resize(int capacity) {
        members = Arrays.copyOf(members, capacity);
        hashes = Arrays.copyOf(hashes, capacity);
        next = Arrays.copyOf(next, capacity);
        heads = Arrays.copyOf(heads, Math.max(buckets, capacity));
    }
}

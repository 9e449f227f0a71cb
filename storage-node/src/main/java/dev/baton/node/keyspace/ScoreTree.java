package dev.baton.node.keyspace;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The order of a sorted set: by score, then by the bytes of the member. A B+ tree that counts what is below each child, so that ranks take
 * logarithmic time; a few wide nodes are kinder to the processor's caches and the garbage collector than the towers of a skip list.
 *
 * <p>A node with less than {@link #LEAST} entries shares with its neighbour, or joins it. New ones at the end leave full nodes behind.
 */
final class ScoreTree {
    /** Bytes of memory that one takes here: score, reference, and their share of nodes two thirds full. */
    static final int BYTES_EACH = 20;

    private static final int CAPACITY = 64;
    private static final int LEAST = CAPACITY / 4;

    /** In slots not in use. */
    private static final byte[] FREE = {};

    private static final int[] NO_SIZES = {};
    private static final Node NO_NODE = new Node(false);

    private Node root = new Node(false);

    /** Members in a leaf; children, each with a bound that no member in it lies before, in any other. The first child's bound may be too high. */
    private static final class Node {
        int count;
        double[] scores;
        byte[][] members;
        final Node @Nullable [] children;
        /** Members below each child. */
        final int[] sizes;

        Node(boolean inner) {
            int capacity = inner ? CAPACITY : 4;
            scores = new double[capacity];
            members = new byte[capacity][];
            children = inner ? new Node[CAPACITY] : null;
            sizes = inner ? new int[CAPACITY] : NO_SIZES;
        }

        boolean isLeaf() {
            return children == null;
        }

        Node child(int at) {
            return Objects.requireNonNull(children)[at];
        }

        int size() {
            if (isLeaf()) {
                return count;
            }
            int sum = 0;
            for (int i = 0; i < count; i++) {
                sum += sizes[i];
            }
            return sum;
        }

        /** How many of the entries from {@code from} on lie before, plus {@code from}; one that is equal doesn't. */
        int search(int from, byte[] member, double score) {
            int low = from;
            int high = count;
            while (low < high) {
                int middle = (low + high) >>> 1;
                double at = scores[middle];
                if (at < score || (at == score && Arrays.compareUnsigned(members[middle], member) < 0)) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        boolean isAt(int at, byte[] member, double score) {
            return at < count && scores[at] == score && Arrays.equals(members[at], member);
        }

        /** The child that has this member, or would have it. */
        int childOf(byte[] member, double score) {
            int at = search(1, member, score);
            return isAt(at, member, score) ? at : at - 1;
        }

        /** Opens a gap of {@code length} entries. There must be room. */
        private void open(int at, int length) {
            if (count + length > scores.length) {
                int capacity = Math.min(CAPACITY, Math.max(count + length, scores.length * 2));
                scores = Arrays.copyOf(scores, capacity);
                members = Arrays.copyOf(members, capacity);
            }
            System.arraycopy(scores, at, scores, at + length, count - at);
            System.arraycopy(members, at, members, at + length, count - at);
            if (children != null) {
                System.arraycopy(children, at, children, at + length, count - at);
                System.arraycopy(sizes, at, sizes, at + length, count - at);
            }
            count += length;
        }

        void insert(int at, byte[] member, double score) {
            open(at, 1);
            scores[at] = score;
            members[at] = member;
        }

        void insert(int at, Node child, int childSize) {
            open(at, 1);
            scores[at] = child.scores[0];
            members[at] = child.members[0];
            Objects.requireNonNull(children)[at] = child;
            sizes[at] = childSize;
        }

        /** Takes entries of a node of the same level. */
        void take(int at, Node from, int start, int length) {
            open(at, length);
            System.arraycopy(from.scores, start, scores, at, length);
            System.arraycopy(from.members, start, members, at, length);
            if (children != null && from.children != null) {
                System.arraycopy(from.children, start, children, at, length);
                System.arraycopy(from.sizes, start, sizes, at, length);
            }
            from.remove(start, length);
        }

        void remove(int at, int length) {
            int after = count - at - length;
            System.arraycopy(scores, at + length, scores, at, after);
            System.arraycopy(members, at + length, members, at, after);
            Arrays.fill(members, at + after, count, FREE);
            if (children != null) {
                System.arraycopy(children, at + length, children, at, after);
                System.arraycopy(sizes, at + length, sizes, at, after);
                Arrays.fill(children, at + after, count, NO_NODE);
            }
            count -= length;
        }
    }

    /** The member must not be there. */
    void add(byte[] member, double score) {
        Node split = add(root, member, score);
        if (split != null) {
            Node above = new Node(true);
            above.insert(0, root, root.size());
            above.insert(1, split, split.size());
            root = above;
        }
    }

    /** Returns what it had to split off behind the node. */
    private static @Nullable Node add(Node node, byte[] member, double score) {
        if (node.isLeaf()) {
            int at = node.search(0, member, score);
            if (node.count < CAPACITY) {
                node.insert(at, member, score);
                return null;
            }
            Node behind = split(node, at);
            if (at > node.count || at == CAPACITY) {
                behind.insert(at - node.count, member, score);
            } else {
                node.insert(at, member, score);
            }
            return behind;
        }
        int at = node.childOf(member, score);
        Node split = add(node.child(at), member, score);
        if (split == null) {
            node.sizes[at]++;
            return null;
        }
        int splitSize = split.size();
        node.sizes[at] = node.child(at).size();
        at++;
        if (node.count < CAPACITY) {
            node.insert(at, split, splitSize);
            return null;
        }
        Node behind = split(node, at);
        if (at > node.count || at == CAPACITY) {
            behind.insert(at - node.count, split, splitSize);
        } else {
            node.insert(at, split, splitSize);
        }
        return behind;
    }

    /** Splits a full node, to which an entry comes: in the middle; at the end if it comes there, as others are likely to. */
    private static Node split(Node node, int at) {
        Node behind = new Node(!node.isLeaf());
        int from = at == CAPACITY ? CAPACITY : CAPACITY / 2;
        behind.take(0, node, from, CAPACITY - from);
        return behind;
    }

    /** The member must be there, with this score. */
    void remove(byte[] member, double score) {
        remove(root, member, score);
        while (!root.isLeaf() && root.count == 1) {
            root = root.child(0);
        }
        if (root.count == 0) {
            root = new Node(false);
        }
    }

    private static void remove(Node node, byte[] member, double score) {
        if (node.isLeaf()) {
            int at = node.search(0, member, score);
            if (!node.isAt(at, member, score)) {
                throw new IllegalStateException(
                        "member " + Bytes.of(member) + " isn't in the order with score " + score);
            }
            node.remove(at, 1);
            return;
        }
        int at = node.childOf(member, score);
        Node child = node.child(at);
        remove(child, member, score);
        node.sizes[at]--;
        if (child.count == 0) {
            node.remove(at, 1);
        } else if (child.count < LEAST && node.count > 1) {
            even(node, Math.max(0, at - 1));
        }
    }

    /** Makes one node of two children that are neighbours, or gives both as many entries. */
    private static void even(Node node, int left) {
        int right = left + 1;
        Node first = node.child(left);
        Node second = node.child(right);
        if (!second.isLeaf()) {
            // Its own first bound may be too high, and will no longer be that of a first child.
            second.scores[0] = node.scores[right];
            second.members[0] = node.members[right];
        }
        int both = first.count + second.count;
        if (both <= CAPACITY) {
            first.take(first.count, second, 0, second.count);
            node.sizes[left] += node.sizes[right];
            node.remove(right, 1);
            return;
        }
        int half = both / 2;
        if (first.count > half) {
            second.take(0, first, half, first.count - half);
        } else {
            first.take(first.count, second, 0, half - first.count);
        }
        node.sizes[left] = first.size();
        node.sizes[right] = second.size();
        node.scores[right] = second.scores[0];
        node.members[right] = second.members[0];
    }

    /** How many are before a member that is there. */
    int rank(byte[] member, double score) {
        int rank = 0;
        Node node = root;
        while (!node.isLeaf()) {
            int at = node.childOf(member, score);
            for (int i = 0; i < at; i++) {
                rank += node.sizes[i];
            }
            node = node.child(at);
        }
        return rank + node.search(0, member, score);
    }

    int countBefore(SortedSetValue.Border border) {
        int before = 0;
        Node node = root;
        while (!node.isLeaf()) {
            int at = search(node, 1, border) - 1;
            for (int i = 0; i < at; i++) {
                before += node.sizes[i];
            }
            node = node.child(at);
        }
        return before + search(node, 0, border);
    }

    private static int search(Node node, int from, SortedSetValue.Border border) {
        int low = from;
        int high = node.count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (border.isAfter(node.members[middle], node.scores[middle])) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Visits the ranks [from, to). */
    void forEach(int from, int to, boolean downwards, SortedSetValue.Visitor visitor) {
        forEach(root, from, to, downwards, visitor);
    }

    private static void forEach(Node node, int from, int to, boolean downwards, SortedSetValue.Visitor visitor) {
        if (node.isLeaf()) {
            if (downwards) {
                for (int i = to - 1; i >= from; i--) {
                    visitor.visit(node.members[i], node.scores[i]);
                }
            } else {
                for (int i = from; i < to; i++) {
                    visitor.visit(node.members[i], node.scores[i]);
                }
            }
            return;
        }
        int begin = downwards ? node.size() : 0;
        for (int i = 0; i < node.count && from < to; i++) {
            int at = downwards ? node.count - 1 - i : i;
            int size = node.sizes[at];
            begin = downwards ? begin - size : begin;
            int first = Math.max(from, begin);
            int end = Math.min(to, begin + size);
            if (first < end) {
                forEach(node.child(at), first - begin, end - begin, downwards, visitor);
            } else if (downwards ? begin + size <= from : begin >= to) {
                return;
            }
            begin = downwards ? begin : begin + size;
        }
    }
}

package dev.baton.node.differential;

import java.util.ArrayList;
import java.util.List;

/** A reply as it came, with the type the protocol gave it: a number and the text of a number are not equal. */
sealed interface Reply {
    /** A reply of one line or one string. {@code type} is the protocol's first byte, as {@code +}, {@code :} or {@code $}. */
    record Scalar(char type, Bytes value) implements Reply {
        @Override
        public String toString() {
            return switch (type) {
                case '$' -> Line.quoted(value.array());
                case '-' -> "(error) " + value;
                case ':' -> "(integer) " + value;
                default -> type + value.toString();
            };
        }
    }

    /** No value; {@code type} tells which of the protocol's ways to say so. */
    record Nothing(char type) implements Reply {
        @Override
        public String toString() {
            return "(nil" + (type == '*' ? " array)" : ")");
        }
    }

    /** An array, set, push or map; a map's elements are its keys and values in turn. */
    record Many(char type, List<Reply> elements) implements Reply {
        @Override
        public String toString() {
            return type + elements.toString();
        }
    }

    default boolean isError() {
        return this instanceof Scalar scalar && scalar.type == '-';
    }

    default boolean isQueued() {
        return this instanceof Scalar scalar
                && scalar.type == '+'
                && scalar.value.toString().equals("QUEUED");
    }

    /** The elements of an array, set or map, none of anything else. */
    default List<Reply> children() {
        return this instanceof Many many ? many.elements : List.of();
    }

    /** The elements two by two. */
    default List<List<Reply>> pairs() {
        List<Reply> all = children();
        List<List<Reply>> pairs = new ArrayList<>();
        for (int i = 0; i + 1 < all.size(); i += 2) {
            pairs.add(List.of(all.get(i), all.get(i + 1)));
        }
        return pairs;
    }

    /** What a scalar says; empty for anything else. */
    default String text() {
        return this instanceof Scalar scalar ? scalar.value.toString() : "";
    }
}

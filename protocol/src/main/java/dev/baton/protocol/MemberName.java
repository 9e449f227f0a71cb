package dev.baton.protocol;

/** The stable name of a member, such as {@code orders-1}; its pod is {@code orders-1-0}. */
public record MemberName(String value) implements Comparable<MemberName> {
    public MemberName {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("a member's name is never empty");
        }
    }

    @Override
    public int compareTo(MemberName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}

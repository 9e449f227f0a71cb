package dev.baton.operator.members;

/** Which database, within the cluster. */
public record DatabaseKey(String namespace, String name) {
    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}

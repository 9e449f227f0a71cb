package dev.baton.operator.observe;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What this operator wrote and its caches don't show yet. Without it a loop that observes right after it acted would see the old object and
 * act again. An entry answers only for the versions it replaced: any other version in the cache is at least as new, and ends it.
 */
public final class ReadYourWrites {
    private static final long TRUSTED_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Map<String, Written> writes = new ConcurrentHashMap<>();

    /** @param replaced resourceVersions the object had before; empty string for none */
    private record Written(Set<String> replaced, HasMetadata object, long nanos) {}

    /**
     * Notes a write.
     *
     * @param before the object as it was known; null when there was none
     * @param after as the API server answered
     */
    public void wrote(@Nullable HasMetadata before, HasMetadata after) {
        writes.compute(key(after), (key, earlier) -> {
            Set<String> replaced = new HashSet<>();
            if (earlier != null) {
                replaced.addAll(earlier.replaced());
                replaced.add(version(earlier.object()));
            }
            replaced.add(version(before));
            replaced.remove(version(after));
            return new Written(Set.copyOf(replaced), after, System.nanoTime());
        });
    }

    /**
     * The newest of the cached object and what was written.
     *
     * @param kind, namespace, name of the object
     */
    public <T extends HasMetadata> @Nullable T newest(
            Class<T> kind, String namespace, String name, @Nullable T cached) {
        String key = key(kind, namespace, name);
        Written written = writes.get(key);
        if (written == null) {
            return cached;
        }
        if (written.replaced().contains(version(cached)) && System.nanoTime() - written.nanos() < TRUSTED_NANOS) {
            return kind.cast(written.object());
        }
        writes.remove(key, written);
        return cached;
    }

    private static String version(@Nullable HasMetadata object) {
        return object == null ? "" : String.valueOf(object.getMetadata().getResourceVersion());
    }

    private static String key(HasMetadata object) {
        return key(
                object.getClass(),
                object.getMetadata().getNamespace(),
                object.getMetadata().getName());
    }

    private static String key(Class<?> kind, String namespace, String name) {
        return kind.getSimpleName() + "/" + namespace + "/" + name;
    }
}

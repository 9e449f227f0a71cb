package dev.baton.e2e.apiserver;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the one binary that is etcd, kube-apiserver and kube-controller-manager, depending on the name it is called by. */
final class ControlPlaneBinaries {
    private ControlPlaneBinaries() {}

    /**
     * {@code BATON_HYPERKUBE}, else the folder of binaries in Baton's cache, where {@code bin/test} leaves it.
     *
     * @throws IllegalStateException when there is none
     */
    static Path find() {
        List<Path> places = new ArrayList<>();
        Optional.ofNullable(System.getenv("BATON_HYPERKUBE")).map(Path::of).ifPresent(places::add);
        places.add(cache().resolve("bin/kube-apiserver"));
        for (Path place : places) {
            if (Files.isExecutable(place)) {
                return place;
            }
        }
        throw new IllegalStateException("no kube-apiserver at " + places
                + ": run bin/test api, which builds it, or name one in BATON_HYPERKUBE");
    }

    /** Where {@code bin/test} keeps what it built. */
    static Path cache() {
        String own = System.getenv("BATON_CACHE");
        if (own != null) {
            return Path.of(own);
        }
        String user = System.getenv("XDG_CACHE_HOME");
        Path base = user != null ? Path.of(user) : Path.of(System.getProperty("user.home"), ".cache");
        return base.resolve("baton");
    }
}

package dev.baton.e2e.apiserver;

import java.io.IOException;

/** Runs the container of a pod as a process of this machine. */
@FunctionalInterface
public interface PodRunner {
    /**
     * Starts the container; its output belongs in {@link ContainerStart#log()}.
     *
     * @throws CannotStart when it can't be started, with the reason a kubelet would give
     */
    Process start(ContainerStart start) throws IOException, CannotStart;

    /** Why a container waits, as a kubelet says it: {@code ErrImagePull}, {@code CreateContainerConfigError} … */
    final class CannotStart extends Exception {
        private static final long serialVersionUID = 1L;
        private final String reason;

        public CannotStart(String reason, String message) {
            super(message);
            this.reason = reason;
        }

        public String reason() {
            return reason;
        }
    }
}

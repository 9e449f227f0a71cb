package dev.baton.e2e.apiserver;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a container is started with.
 *
 * @param podIp its own address of 127.0.0.0/8
 * @param environment with references resolved, and with the paths of mounts replaced by those of this machine
 * @param command the container's command and arguments, with such paths too; empty when the image's own are meant
 * @param log where its output goes, appended over restarts
 * @param restarts how often it was started before
 */
public record ContainerStart(
        Pod pod,
        Container container,
        String podIp,
        Map<String, String> environment,
        List<String> command,
        Path log,
        int restarts) {}

package dev.baton.e2e.apiserver;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;

/** Asks a container whether it is ready, by its HTTP or TCP readiness probe; without one it is ready while it runs. */
record Readiness(Container container, String podIp) {
    boolean ask() {
        Probe probe = container.getReadinessProbe();
        if (probe == null) {
            return true;
        }
        int bound = (probe.getTimeoutSeconds() == null ? 1 : probe.getTimeoutSeconds()) * 1000;
        try {
            if (probe.getHttpGet() != null) {
                return http(
                        port(probe.getHttpGet().getPort()), probe.getHttpGet().getPath(), bound);
            }
            if (probe.getTcpSocket() != null) {
                return tcp(port(probe.getTcpSocket().getPort()), bound);
            }
            throw new IllegalStateException("this kubelet knows HTTP and TCP probes only: " + probe);
        } catch (IOException silent) {
            return false;
        }
    }

    private boolean http(int port, String path, int bound) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://" + podIp + ":" + port + path).toURL().openConnection();
        connection.setConnectTimeout(bound);
        connection.setReadTimeout(bound);
        try {
            int code = connection.getResponseCode();
            return code >= 200 && code < 400;
        } finally {
            connection.disconnect();
        }
    }

    private boolean tcp(int port, int bound) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(podIp, port), bound);
            return true;
        }
    }

    private int port(IntOrString port) {
        if (port.getIntVal() != null) {
            return port.getIntVal();
        }
        return container.getPorts().stream()
                .filter(it -> port.getStrVal().equals(it.getName()))
                .findFirst()
                .map(ContainerPort::getContainerPort)
                .orElseThrow(() -> new IllegalStateException("no port named " + port.getStrVal()));
    }
}

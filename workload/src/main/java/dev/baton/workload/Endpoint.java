package dev.baton.workload;

/**
 * Where a member or a Service answers clients.
 *
 * @param host a name or an address; names are resolved at each connection
 * @param port 1 to 65535
 */
public record Endpoint(String host, int port) {
    public Endpoint {
        if (host.isBlank() || port < 1 || port > 65535) {
            throw new IllegalArgumentException("not a host and a port: " + host + ":" + port);
        }
    }

    /** Parses {@code host:port}. */
    public static Endpoint parse(String text) {
        int colon = text.lastIndexOf(':');
        try {
            if (colon > 0) {
                return new Endpoint(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not host:port, such as orders-leader:6379", e);
        }
        throw new IllegalArgumentException("\"" + text + "\" is not host:port, such as orders-leader:6379");
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}

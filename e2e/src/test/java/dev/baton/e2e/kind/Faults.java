package dev.baton.e2e.kind;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Breaks things for a while. Each fault is undone by closing it, by {@link #close} at the latest, and, were this JVM killed, by
 * {@code e2e/cluster/undo-faults} at the next start, which knows ours by the comment {@code baton-fault} and by state.
 */
public final class Faults implements AutoCloseable {
    private final KubernetesClient client;
    private final String namespace;
    private final Deque<Fault> open = new ArrayDeque<>();

    Faults(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /** Something broken; closing it, any number of times, mends it. */
    public final class Fault implements AutoCloseable {
        private final String what;
        private final Runnable mend;

        private Fault(String what, Runnable mend) {
            this.what = what;
            this.mend = mend;
            open.push(this);
        }

        @Override
        public void close() {
            if (open.remove(this)) {
                mend.run();
            }
        }

        @Override
        public String toString() {
            return what;
        }
    }

    /**
     * Cuts a pod off from every other pod, the operator's among them, but for {@code companions}. Its node's kubelet still reaches it.
     * Packets are dropped in silence, of connections that exist, too.
     */
    public Fault isolate(Pod pod, String... companions) {
        String address = pod.getStatus().getPodIP();
        return drop("isolate", pod, List.of("-s " + address, "-d " + address), companions);
    }

    /** As {@link #isolate}, in one direction: the pod hears everybody, and nobody but its companions hears it. */
    public Fault silence(Pod pod, String... companions) {
        return drop("silence", pod, List.of("-s " + pod.getStatus().getPodIP()), companions);
    }

    /** As {@link #isolate}, in the other direction: everybody hears the pod, and it hears nobody. */
    public Fault deafen(Pod pod, String... companions) {
        return drop("deafen", pod, List.of("-d " + pod.getStatus().getPodIP()), companions);
    }

    /** Cuts a pod off from these addresses only, both ways. */
    public Fault cut(Pod pod, List<String> addresses) {
        String address = pod.getStatus().getPodIP();
        List<String> packets = new ArrayList<>();
        for (String other : addresses) {
            packets.add("-s " + address + " -d " + other);
            packets.add("-s " + other + " -d " + address);
        }
        return drop("cut", pod, packets);
    }

    /** Loses so many of a hundred packets to and from a pod, by lot. */
    public Fault lossy(Pod pod, int percent) {
        String node = pod.getSpec().getNodeName();
        String address = pod.getStatus().getPodIP();
        String table = "ip baton-fault-" + address;
        Fault fault = new Fault(
                "lossy " + pod.getMetadata().getName(), () -> KindCluster.onNode(node, "nft delete table " + table));
        KindCluster.onNode(node, """
                nft -f - <<'RULES'
                table %s {
                  chain forward {
                    type filter hook forward priority -10;
                    ip saddr %s numgen random mod 100 < %d drop
                    ip daddr %s numgen random mod 100 < %d drop
                  }
                }
                RULES
                """.formatted(table, address, percent, address, percent));
        return fault;
    }

    /** Lets only so much through to a pod; more than a moment's worth of it waits or is lost. */
    public Fault slow(Pod pod, int kilobitsPerSecond) {
        String node = pod.getSpec().getNodeName();
        String device = KindCluster.onNode(
                        node, "ip -o route get " + pod.getStatus().getPodIP() + " | sed 's/.* dev \\([^ ]*\\).*/\\1/'")
                .strip();
        Fault fault = new Fault(
                "slow " + pod.getMetadata().getName(),
                () -> KindCluster.onNode(node, "tc qdisc del dev " + device + " root || true"));
        KindCluster.onNode(
                node,
                "tc qdisc add dev " + device + " root tbf rate " + kilobitsPerSecond + "kbit burst 16kb latency 400ms");
        return fault;
    }

    /** Fills the file system of a volume to its last block. */
    public Fault fill(LoopVolumes.Volume volume) {
        String file = volume.path() + "/baton-fault";
        Fault fault = new Fault("fill " + volume, () -> KindCluster.onNode(volume.node(), "rm -f " + file));
        KindCluster.onNode(
                volume.node(),
                "dd if=/dev/zero of=" + file + " bs=64k 2>/dev/null; [ $(stat -c %s " + file + ") -gt 0 ]");
        return fault;
    }

    private Fault drop(String what, Pod pod, List<String> packets, String... companions) {
        String node = pod.getSpec().getNodeName();
        String address = pod.getStatus().getPodIP();
        // Last in, first met: what is let through is put before what is dropped.
        List<String> rules = new ArrayList<>();
        packets.forEach(packet -> rules.add(packet + " -j DROP"));
        for (String companion : companions) {
            rules.add("-s " + address + " -d " + companion + " -j ACCEPT");
            rules.add("-s " + companion + " -d " + address + " -j ACCEPT");
        }
        StringBuilder add = new StringBuilder();
        StringBuilder remove = new StringBuilder();
        for (String rule : rules) {
            add.append("iptables -w -I FORWARD 1 -m comment --comment baton-fault ")
                    .append(rule)
                    .append(" && ");
            remove.append("iptables -w -D FORWARD -m comment --comment baton-fault ")
                    .append(rule)
                    .append("; ");
        }
        Fault fault =
                new Fault(what + " " + pod.getMetadata().getName(), () -> KindCluster.onNode(node, remove + "true"));
        KindCluster.onNode(node, add + "true");
        return fault;
    }

    /** Freezes the file system of a volume: whatever writes to it, or syncs it, waits. */
    public Fault freeze(LoopVolumes.Volume volume) {
        Fault fault =
                new Fault("freeze " + volume, () -> KindCluster.onNode(volume.node(), "fsfreeze -u " + volume.path()));
        KindCluster.onNode(volume.node(), "fsfreeze -f " + volume.path());
        return fault;
    }

    /** Stops every process of a pod with SIGSTOP: it holds its connections and says nothing. */
    public Fault freeze(Pod pod) {
        String node = pod.getSpec().getNodeName();
        Fault fault = new Fault("freeze " + pod.getMetadata().getName(), () -> signal(pod, node, "CONT"));
        signal(pod, node, "STOP");
        return fault;
    }

    /** Kills every process of a pod with SIGKILL; the kubelet starts its container again on the same volume. */
    public void crash(Pod pod) {
        signal(pod, pod.getSpec().getNodeName(), "KILL");
    }

    /** Freezes a whole node, kubelet and all. */
    public Fault pauseNode(String node) {
        Fault fault = new Fault("pause node " + node, () -> docker("unpause", node));
        docker("pause", node);
        return fault;
    }

    /** A node without power: its container is stopped, all its processes at once, and started again. */
    public Fault stopNode(String node) {
        Fault fault = new Fault("stop node " + node, () -> docker("start", node));
        docker("kill", node);
        return fault;
    }

    /** Stops the API server with SIGSTOP: it holds its connections and answers nobody. */
    public Fault freezeApiServer(String controlPlane) {
        Fault fault = new Fault("freeze the API server", () -> apiServer(controlPlane, "CONT"));
        apiServer(controlPlane, "STOP");
        return fault;
    }

    private static void apiServer(String controlPlane, String signal) {
        KindCluster.onNode(controlPlane, """
                for p in /proc/[0-9]*; do
                  [ "$(cat $p/comm 2>/dev/null)" = kube-apiserver ] && kill -%s ${p#/proc/} && exit 0
                done
                exit 1
                """.formatted(signal));
    }

    @Override
    public void close() {
        RuntimeException first = null;
        while (!open.isEmpty()) {
            try {
                open.peek().close();
            } catch (RuntimeException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw new IllegalStateException(
                    "a fault in " + namespace + " could not be undone; e2e/cluster/undo-faults does it", first);
        }
    }

    /** The pod as it is now: after a restart it has another address. */
    @Nullable
    public Pod now(Pod pod) {
        return client.pods()
                .inNamespace(namespace)
                .withName(pod.getMetadata().getName())
                .get();
    }

    /** Lines of a shell script, for the pod's node, that set {@code pids}. */
    public static String processesOf(Pod pod) {
        // A pod's processes are those of its control group, whose name holds the pod's uid, in one of two spellings.
        // The pod's pause process
        // is spared: without it the kubelet would build the pod anew, with another address.
        String uid = pod.getMetadata().getUid();
        return """
                pids=
                for p in /proc/[0-9]*; do
                  grep -qE 'pod(%s|%s)' $p/cgroup 2>/dev/null || continue
                  [ "$(cat $p/comm 2>/dev/null)" != pause ] || continue
                  pids="$pids ${p#/proc/}"
                done
                """.formatted(uid, uid.replace('-', '_'));
    }

    private static void signal(Pod pod, String node, String signal) {
        KindCluster.onNode(node, processesOf(pod) + "[ -n \"$pids\" ] && kill -" + signal + " $pids");
    }

    private static void docker(String verb, String container) {
        Shell.run(Duration.ofSeconds(30), List.of("docker", verb, container));
    }
}

package dev.baton.e2e.process;

import dev.baton.node.keyspace.Op;
import dev.baton.node.keyspace.OpReader;
import dev.baton.node.log.ReplicatedLog;
import dev.baton.node.log.StartOfEpoch;
import dev.baton.protocol.MemberStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a member discarded and kept in files of {@code divergent/}.
 *
 * @param elements pushed by the discarded writes
 * @param tails a file each
 */
record Discarded(Set<String> elements, List<Tail> tails) {
    /**
     * @param from offset of the first record
     * @param to after the last one
     * @param writes records that aren't the start of an epoch
     */
    record Tail(Path file, long from, long to, long writes) {
        boolean isReportedBy(MemberStatus.@Nullable Cut cut) {
            return cut != null && cut.from() == from && cut.to() == to && cut.writes() == writes;
        }
    }

    static Set<Path> files(NodeProcess node) throws IOException {
        Path directory = node.data().resolve("divergent");
        if (!Files.exists(directory)) {
            return Set.of();
        }
        try (var files = Files.list(directory)) {
            return Set.copyOf(files.toList());
        }
    }

    static Discarded read(Set<Path> files) throws IOException {
        Set<String> elements = new HashSet<>();
        List<Tail> tails = new ArrayList<>();
        for (Path file : files) {
            tails.add(read(file, elements));
        }
        return new Discarded(elements, tails);
    }

    private static Tail read(Path file, Set<String> elements) throws IOException {
        long[] seen = {-1, -1, 0};
        ReplicatedLog.visitFile(file, (epoch, from, to, effect) -> {
            seen[0] = seen[0] < 0 ? from : seen[0];
            seen[1] = to;
            if (StartOfEpoch.isStart(effect)) {
                return;
            }
            seen[2]++;
            byte[] bytes = new byte[effect.remaining()];
            effect.duplicate().get(bytes);
            for (Op op : OpReader.ops(bytes)) {
                if (op instanceof Op.Push push) {
                    for (byte[] element : push.elements()) {
                        elements.add(new String(element, StandardCharsets.UTF_8));
                    }
                }
            }
        });
        return new Tail(file, seen[0], seen[1], seen[2]);
    }
}

package dev.baton.node.log;

import java.nio.file.Path;
import java.util.List;

/**
 * The end of a log that was cut off because the leader's log doesn't hold it.
 *
 * @param from offset of the cut
 * @param to where the log ended before
 * @param records how many records were cut
 * @param files where they were kept, in order: one, or several on a volume without room for a copy; none when nothing was cut. Read each
 *     with {@link ReplicatedLog#visitFile}
 */
public record DivergentTail(long from, long to, long records, List<Path> files) {}

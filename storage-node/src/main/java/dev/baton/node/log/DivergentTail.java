package dev.baton.node.log;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The end of a log that was cut off because the leader's log doesn't hold it.
 *
 * @param from offset of the cut
 * @param to where the log ended before
 * @param records how many records were cut
 * @param file where they were copied to; empty when there were none. Read it with {@link ReplicatedLog#visitFile}
 */
public record DivergentTail(long from, long to, long records, Optional<Path> file) {}

/**
 * Clients that write to and read from a database and record every operation; the form of that record (the history); and the
 * checker that judges it. May use Jedis; may not use Kubernetes, nor anything of the node: it sees a database as any client does.
 */
@NullMarked
package dev.baton.workload;

import org.jspecify.annotations.NullMarked;

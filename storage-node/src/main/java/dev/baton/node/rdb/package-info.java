/**
 * What DUMP and RESTORE exchange with Redis: one value in the RDB format. Uses the keyspace; pure, no I/O. Whatever bytes are read, the worst that
 * comes of it is {@link dev.baton.node.rdb.BadDataException}.
 */
@NullMarked
package dev.baton.node.rdb;

import org.jspecify.annotations.NullMarked;

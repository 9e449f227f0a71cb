/**
 * The data structures of the database: keys, values, expiry, the operations that change them and their encoding. No I/O, no clock of its
 * own, no Netty, one thread ("the loop").
 */
@NullMarked
package dev.baton.node.keyspace;

import org.jspecify.annotations.NullMarked;

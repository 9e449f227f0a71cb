/**
 * The node around the replication core: one event loop that owns the core, the keyspace and every connection; the ports; seeding;
 * carrying out what the core asks for.
 */
@NullMarked
package dev.baton.node.server;

import org.jspecify.annotations.NullMarked;

/**
 * The RESP2/RESP3 wire format: requests in, replies out, on Netty buffers. Knows nothing of commands, keys, or sockets. Bytes, not Strings,
 * on the hot path.
 */
@NullMarked
package dev.baton.node.resp;

import org.jspecify.annotations.NullMarked;

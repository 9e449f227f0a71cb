/**
 * The one door to the members: what they say, and what they are told. May use Jedis, sockets, threads and the monotonic clock; knows
 * nothing of Kubernetes and decides nothing.
 */
@NullMarked
package dev.baton.operator.members;

import org.jspecify.annotations.NullMarked;

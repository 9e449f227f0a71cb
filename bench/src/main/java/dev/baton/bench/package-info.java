/**
 * Measures the storage node beside Debian's Redis server on this machine: both are real processes on loopback, run alternately in one
 * run, and what counts is the median of the ratios. May use {@code protocol}; starts the product's programs and uses nothing inside them.
 */
@NullMarked
package dev.baton.bench;

import org.jspecify.annotations.NullMarked;

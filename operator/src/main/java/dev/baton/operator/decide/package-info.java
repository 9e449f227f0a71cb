/**
 * The operator's decisions: {@code Observation} in, {@code Plan} out. Pure: no I/O, no clock, no randomness, no Kubernetes client; only
 * {@code baton-protocol}, the observed values and the JDK, since the simulation runs exactly these classes in virtual time.
 */
@NullMarked
package dev.baton.operator.decide;

import org.jspecify.annotations.NullMarked;

/**
 * What the operator sees. The value types ({@code Observation} and what it holds) are pure: only {@code baton-protocol} and the JDK, since
 * the simulation makes them too. Whatever fills them from a cluster may use the Kubernetes client; nothing here takes an action.
 */
@NullMarked
package dev.baton.operator.observe;

import org.jspecify.annotations.NullMarked;

/** The edge to the Java Operator SDK: what wakes the operator, and the round observe, plan, act, tell. */
@NullMarked
package dev.baton.operator.reconcile;

import org.jspecify.annotations.NullMarked;

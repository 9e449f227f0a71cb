/** What the operator tells Prometheus. Each class defines its meters and nothing else does, so that the page of them is whole. */
@NullMarked
package dev.baton.operator.metrics;

import org.jspecify.annotations.NullMarked;

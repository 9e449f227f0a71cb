@NullMarked
package dev.baton.operator.metrics;

import org.jspecify.annotations.NullMarked;

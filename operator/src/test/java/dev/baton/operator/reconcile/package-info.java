@NullMarked
package dev.baton.operator.reconcile;

import org.jspecify.annotations.NullMarked;

/** Tests. */
@NullMarked
package dev.baton.operator.record;

import org.jspecify.annotations.NullMarked;

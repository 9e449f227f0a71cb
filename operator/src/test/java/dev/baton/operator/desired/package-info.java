/** Tests. */
@NullMarked
package dev.baton.operator.desired;

import org.jspecify.annotations.NullMarked;

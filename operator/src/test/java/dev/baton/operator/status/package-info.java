/** Tests. */
@NullMarked
package dev.baton.operator.status;

import org.jspecify.annotations.NullMarked;

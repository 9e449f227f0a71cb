/** Tests. */
@NullMarked
package dev.baton.operator.members;

import org.jspecify.annotations.NullMarked;

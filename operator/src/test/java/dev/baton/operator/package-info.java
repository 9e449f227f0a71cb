/** Tests of the module as a whole. */
@NullMarked
package dev.baton.operator;

import org.jspecify.annotations.NullMarked;

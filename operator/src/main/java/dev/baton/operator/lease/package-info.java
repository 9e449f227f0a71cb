/** Which of several operators acts. */
@NullMarked
package dev.baton.operator.lease;

import org.jspecify.annotations.NullMarked;

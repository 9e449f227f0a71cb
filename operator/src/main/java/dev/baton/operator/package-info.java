/** The operator's process: its configuration and wiring. What it does is in the packages below. */
@NullMarked
package dev.baton.operator;

import org.jspecify.annotations.NullMarked;

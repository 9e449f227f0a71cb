/** The storage node's entry: command line and training. */
@NullMarked
package dev.baton.node;

import org.jspecify.annotations.NullMarked;

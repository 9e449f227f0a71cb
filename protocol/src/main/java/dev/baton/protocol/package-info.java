/** What operator and node say to each other: epochs, positions, quorum rules, commands, member status. Pure: no I/O, no clock. */
@NullMarked
package dev.baton.protocol;

import org.jspecify.annotations.NullMarked;

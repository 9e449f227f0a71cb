/**
 * The settings that CONFIG GET and CONFIG SET speak of: each with its type and range, changeable while the process runs or fixed by the
 * ReplicatedDatabase. What is changed here lives as long as the process. Loop thread only.
 */
@NullMarked
package dev.baton.node.settings;

import org.jspecify.annotations.NullMarked;

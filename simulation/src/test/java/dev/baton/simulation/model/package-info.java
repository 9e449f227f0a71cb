@NullMarked
package dev.baton.simulation.model;

import org.jspecify.annotations.NullMarked;

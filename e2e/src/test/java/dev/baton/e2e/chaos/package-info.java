/**
 * Faults on the kind cluster under many clients, each in a file of its own; afterwards the database must be whole again, and both checkers
 * find no broken promise in what the clients saw. A seed decides what is left to chance.
 */
@NullMarked
package dev.baton.e2e.chaos;

import org.jspecify.annotations.NullMarked;

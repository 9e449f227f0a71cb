/**
 * What a user asks of a database. Immutable; a default written here in a constructor is the same as the one in the CRD, which a test
 * asserts, so that code that never met an API server sees the same database.
 */
@NullMarked
package dev.baton.crds.spec;

import org.jspecify.annotations.NullMarked;

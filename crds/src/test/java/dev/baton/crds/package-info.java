/** Generates the CRD and the reference from the types, and holds the checked-in files against them. */
@NullMarked
package dev.baton.crds;

import org.jspecify.annotations.NullMarked;

/**
 * What the operator says of a database. Immutable. Holds no position and no byte count of a running member (those are metrics), so that
 * a database under load doesn't write its status; every string and list is bounded.
 */
@NullMarked
package dev.baton.crds.status;

import org.jspecify.annotations.NullMarked;

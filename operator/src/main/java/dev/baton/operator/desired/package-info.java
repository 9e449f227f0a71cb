/**
 * What a database needs of Kubernetes: its spec in, objects out. Pure: Fabric8's model classes, never its client, no clock and no
 * randomness, so that what the operator wants can be tested and hashed, and an unchanged database is an unchanged hash.
 */
@NullMarked
package dev.baton.operator.desired;

import org.jspecify.annotations.NullMarked;

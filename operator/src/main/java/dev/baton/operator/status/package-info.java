/**
 * What people are told: observation and plan in, status out. Pure: Fabric8's model of a condition and the API types, no client, and no
 * clock (the time is an argument), so that nothing is written when nothing changed, and a table of cases can be tested.
 */
@NullMarked
package dev.baton.operator.status;

import org.jspecify.annotations.NullMarked;

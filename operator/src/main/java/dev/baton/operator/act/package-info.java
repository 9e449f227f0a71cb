/** The only place that changes anything: Kubernetes objects, the leadership record, members, the status. Decides nothing. */
@NullMarked
package dev.baton.operator.act;

import org.jspecify.annotations.NullMarked;

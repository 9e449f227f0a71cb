/** Real node processes under the workload and the production planner, without Kubernetes. May use the operator's pure classes, and the node's that read its files. */
@NullMarked
package dev.baton.e2e.process;

import org.jspecify.annotations.NullMarked;

/**
 * The API of Baton as Kubernetes sees it: the kind, and every word people meet in it (labels, annotations, conditions, reasons). Values
 * only: nothing here talks to a cluster or decides anything. May use Fabric8's model and annotations, Jackson's annotations and
 * {@code protocol}.
 */
@NullMarked
package dev.baton.crds;

import org.jspecify.annotations.NullMarked;

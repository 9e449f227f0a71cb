/**
 * A real Kubernetes API server for tests, without nodes: etcd, kube-apiserver and kube-controller-manager as processes of this machine, and
 * a {@link dev.baton.e2e.apiserver.Kubelet} that stands in for the nodes and runs each pod as a real process. May use the Kubernetes client
 * and processes; knows nothing of the operator.
 */
@NullMarked
package dev.baton.e2e.apiserver;

import org.jspecify.annotations.NullMarked;

/**
 * The product on a real cluster: one file a scenario ({@code *E2E}), and the harness they share. The cluster is made by
 * {@code bin/test}, the operator comes from the chart, clients run in pods, and nothing timed goes through the API server.
 */
@NullMarked
package dev.baton.e2e.kind;

import org.jspecify.annotations.NullMarked;

/** Tests against a real API server; the package's harness lies in the main sources. */
@NullMarked
package dev.baton.e2e.apiserver;

import org.jspecify.annotations.NullMarked;

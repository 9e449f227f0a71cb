/**
 * Users and what each may do, a small part of Redis' ACLs: read from lines, never changed by commands. Knows neither commands nor files: names of
 * commands come through {@link dev.baton.node.acl.Catalog}.
 */
@NullMarked
package dev.baton.node.acl;

import org.jspecify.annotations.NullMarked;

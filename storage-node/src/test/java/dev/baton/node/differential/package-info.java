/**
 * The same random commands to Redis and to a real node, and every reply compared. Tables under the resources say which commands there are
 * ({@link dev.baton.node.differential.Syntax}), {@link dev.baton.node.differential.Rules} how the replies of each are compared.
 */
package dev.baton.node.differential;

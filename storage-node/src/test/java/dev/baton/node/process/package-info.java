/** Tests of real node processes. */
package dev.baton.node.process;

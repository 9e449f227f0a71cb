/** Tests that the documentation is true where a machine can tell. */
package dev.baton.e2e.docs;

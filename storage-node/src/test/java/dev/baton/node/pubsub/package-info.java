@org.jspecify.annotations.NullMarked
package dev.baton.node.pubsub;

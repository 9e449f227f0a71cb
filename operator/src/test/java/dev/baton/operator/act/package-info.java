@NullMarked
package dev.baton.operator.act;

import org.jspecify.annotations.NullMarked;

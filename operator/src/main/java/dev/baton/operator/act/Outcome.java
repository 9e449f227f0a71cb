package dev.baton.operator.act;

import dev.baton.operator.status.Chronicle;

/**
 * What carrying out a plan came to.
 *
 * @param chronicle with what the plan added to it
 * @param progress whether anything is different now, so that looking again at once is worth while
 */
public record Outcome(Chronicle chronicle, boolean progress) {}

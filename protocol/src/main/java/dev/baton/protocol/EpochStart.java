package dev.baton.protocol;

/**
 * Where an epoch begins in the log.
 *
 * @param startOffset offset of the epoch's start record, in bytes
 * @param lossAccepted whether a person accepted, by a forced failover, that the log was cut below committed records here
 */
public record EpochStart(Epoch epoch, long startOffset, boolean lossAccepted) {}

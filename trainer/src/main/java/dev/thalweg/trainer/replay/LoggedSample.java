package dev.thalweg.trainer.replay;

import dev.thalweg.schemas.avro.Sample;

/**
 * A record of the log, decoded once for all runs.
 *
 * @param sample null when it can't be decoded
 * @param unreadable why it can't be decoded, else null
 */
@SuppressWarnings("ArrayRecordComponent") // carries bytes through; never compared
record LoggedSample(long offset, byte[] key, byte[] value, Sample sample, String unreadable) {}

package dev.thalweg.trainer.replay;

import dev.thalweg.schemas.LearnerDirective;
import dev.thalweg.schemas.avro.Sample;

/**
 * A record of the log, decoded once for all runs.
 *
 * @param partition whose learner it is for
 * @param position among all records of the pass; of a single partition the offset
 * @param directive what it tells the learner; null when it is not a directive
 * @param sample null when it is a directive, or can't be decoded
 * @param unreadable why it can't be decoded, else null
 */
@SuppressWarnings("ArrayRecordComponent") // carries bytes through; never compared
record LoggedSample(
    int partition,
    long position,
    long offset,
    byte[] key,
    byte[] value,
    LearnerDirective directive,
    Sample sample,
    String unreadable)
    implements PassItem {
  @Override
  public void into(ReplayRun run) {
    run.consume(this);
  }
}

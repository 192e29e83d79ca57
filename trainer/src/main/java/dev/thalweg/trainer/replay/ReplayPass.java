package dev.thalweg.trainer.replay;

import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.LearnerDirective;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.avro.Merge;
import dev.thalweg.schemas.avro.Sample;
import dev.thalweg.trainer.log.SampleLog;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;

/** One pass over what is replayed: reads and decodes each record once, for all runs. */
final class ReplayPass {
  /** A batch goes from thread to thread when it has as many records, or as many bytes. */
  private static final int BATCH_RECORDS_MAX = 500;

  private static final int BATCH_BYTES_MAX = 1 << 20;

  private final AvroDecoder<Sample> decoder;
  private final Stretches stretches;
  private final RunWorkers workers;
  private final Replay.Progress progress;
  private List<PassItem> batch = new ArrayList<>();
  private long batchBytes;

  ReplayPass(
      SchemaRegistry registry, Stretches stretches, RunWorkers workers, Replay.Progress progress) {
    this.decoder = AvroDecoder.of(registry, Sample.getClassSchema());
    this.stretches = stretches;
    this.workers = workers;
    this.progress = progress;
  }

  /**
   * Gives every record of a part of a log to every run.
   *
   * @param position of the first among all records of the pass
   * @throws org.apache.kafka.common.errors.WakeupException when it was stopped
   */
  void read(SampleLog log, int partition, long from, long to, long position) {
    log.read(
        from,
        to,
        (offset, key, value, headers) ->
            accept(decoded(partition, position + offset - from, offset, key, value, headers)));
  }

  /** Has every run merge what its learners have consumed. */
  void merge(Merge merge) {
    batch.add(new LoggedMerge(merge));
  }

  /** Waits until all is consumed. */
  void finish() {
    hand();
    workers.finish();
    progress.reached(stretches.length(), stretches.length());
  }

  private void accept(LoggedSample sample) {
    batch.add(sample);
    batchBytes += sample.value() == null ? 0 : sample.value().length;
    if (batch.size() >= BATCH_RECORDS_MAX || batchBytes >= BATCH_BYTES_MAX) {
      hand();
      progress.reached(sample.position() + 1 - stretches.from(), stretches.length());
    }
  }

  private LoggedSample decoded(
      int partition, long position, long offset, byte[] key, byte[] value, Headers headers) {
    LearnerDirective directive = null;
    Sample sample = null;
    String unreadable = null;
    try {
      directive = LearnerDirective.in(headers, value).orElse(null);
      sample = directive == null ? decoder.decode(value) : null;
    } catch (UnreadableRecordException e) {
      unreadable = e.getMessage();
    }
    return new LoggedSample(partition, position, offset, key, value, directive, sample, unreadable);
  }

  private void hand() {
    if (!batch.isEmpty()) {
      workers.hand(batch);
      batch = new ArrayList<>();
      batchBytes = 0;
    }
  }
}

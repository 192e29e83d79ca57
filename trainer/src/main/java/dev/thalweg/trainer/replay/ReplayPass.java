package dev.thalweg.trainer.replay;

import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.LearnerDirective;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.avro.Sample;
import dev.thalweg.trainer.log.SampleLog;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;

/** One pass over a range of the log: reads and decodes each record once, for all runs. */
final class ReplayPass {
  /** A batch goes from thread to thread when it has as many records, or as many bytes. */
  private static final int BATCH_RECORDS_MAX = 500;

  private static final int BATCH_BYTES_MAX = 1 << 20;

  private final SampleLog log;
  private final AvroDecoder<Sample> decoder;
  private final Stretches stretches;
  private final RunWorkers workers;
  private final Replay.Progress progress;
  private List<LoggedSample> batch = new ArrayList<>();
  private long batchBytes;

  ReplayPass(
      SampleLog log,
      SchemaRegistry registry,
      Stretches stretches,
      RunWorkers workers,
      Replay.Progress progress) {
    this.log = log;
    this.decoder = AvroDecoder.of(registry, Sample.getClassSchema());
    this.stretches = stretches;
    this.workers = workers;
    this.progress = progress;
  }

  /**
   * Gives every record of the range to every run, and waits until all are consumed.
   *
   * @throws org.apache.kafka.common.errors.WakeupException when it was stopped
   */
  void run() {
    log.read(stretches.from(), stretches.to(), this::accept);
    hand();
    workers.finish();
    progress.reached(stretches.length(), stretches.length());
  }

  private void accept(long offset, byte[] key, byte[] value, Headers headers) {
    batch.add(decoded(offset, key, value, headers));
    batchBytes += value == null ? 0 : value.length;
    if (batch.size() == BATCH_RECORDS_MAX || batchBytes >= BATCH_BYTES_MAX) {
      hand();
      progress.reached(offset + 1 - stretches.from(), stretches.length());
    }
  }

  private LoggedSample decoded(long offset, byte[] key, byte[] value, Headers headers) {
    try {
      LearnerDirective directive = LearnerDirective.in(headers, value).orElse(null);
      Sample sample = directive == null ? decoder.decode(value) : null;
      return new LoggedSample(offset, key, value, directive, sample, null);
    } catch (UnreadableRecordException e) {
      return new LoggedSample(offset, key, value, null, null, e.getMessage());
    }
  }

  private void hand() {
    if (!batch.isEmpty()) {
      workers.hand(batch);
      batch = new ArrayList<>();
      batchBytes = 0;
    }
  }
}

package dev.thalweg.trainer.fold.worker;

import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.LearnerDirective;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Sample;
import dev.thalweg.trainer.fold.FoldOutcome;
import dev.thalweg.trainer.fold.FoldOutputs;
import dev.thalweg.trainer.fold.SampleFold;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.header.Headers;

/**
 * Records that are folded together, and what has become of them. They are decoded by whoever hands
 * them over, into samples that are used again. Belongs to one thread at a time.
 */
public final class Run {
  /** Records of a run at most: some milliseconds of learning. */
  static final int RECORDS_MAX = 64;

  /** One record more than these makes it full: what is under way has its room twice. */
  private static final int BYTES_MAX = 256 * 1024;

  /** A sample with more room is not kept. */
  private static final int KEPT_BYTES_MAX = 16 * 1024;

  private final AvroDecoder<Sample> decoder;
  private final List<Decoded> records = new ArrayList<>();
  private final List<Sample> samplesToFill = new ArrayList<>();
  private final KeptOutputs outputs = new KeptOutputs();
  private int bytes;
  private long samples;
  private double learningRate;
  private boolean obeyed;
  private boolean snapshotTaken;
  private boolean soonAfterRestart;

  /**
   * A record of the log.
   *
   * @param directive what it tells the learner; null when it is not a directive
   * @param sample null when it is a directive, or can't be decoded
   * @param unreadable why it can't be decoded, else null
   */
  @SuppressWarnings("ArrayRecordComponent") // carries bytes through; never compared
  private record Decoded(
      long offset,
      byte[] key,
      byte[] value,
      LearnerDirective directive,
      Sample sample,
      String unreadable) {
    FoldOutcome foldInto(SampleFold fold, FoldOutputs outputs) {
      if (directive != null) {
        return fold.obey(offset, directive, outputs);
      }
      return sample == null
          ? fold.refuse(offset, key, value, unreadable, outputs)
          : fold.consume(offset, key, value, sample, outputs);
    }
  }

  /** An empty one. */
  public Run(AvroDecoder<Sample> decoder) {
    this.decoder = decoder;
  }

  /**
   * Adds a record.
   *
   * @throws UserException when the registry can't be asked; nothing is added
   */
  public void add(long offset, byte[] key, byte[] value, Headers headers) {
    records.add(decoded(offset, key, value, headers));
    bytes += value == null ? 0 : value.length;
  }

  private Decoded decoded(long offset, byte[] key, byte[] value, Headers headers) {
    try {
      Optional<LearnerDirective> directive = LearnerDirective.in(headers, value);
      return directive.isPresent()
          ? new Decoded(offset, key, value, directive.get(), null, null)
          : new Decoded(offset, key, value, null, decoder.decode(value, toFill()), null);
    } catch (UnreadableRecordException e) {
      return new Decoded(offset, key, value, null, null, e.getMessage());
    }
  }

  private Sample toFill() {
    int index = records.size();
    while (samplesToFill.size() <= index) {
      samplesToFill.add(new Sample());
    }
    return samplesToFill.get(index);
  }

  /** Whether it has no records. */
  public boolean isEmpty() {
    return records.isEmpty();
  }

  /** Whether it has enough records to be handed over. */
  public boolean isFull() {
    return records.size() >= RECORDS_MAX || bytes >= BYTES_MAX;
  }

  /** Empties it for other records. */
  public void clear() {
    records.clear();
    samplesToFill.replaceAll(
        sample ->
            sample.getData() != null && sample.getData().capacity() > KEPT_BYTES_MAX
                ? new Sample()
                : sample);
    outputs.clear();
    bytes = 0;
    obeyed = false;
    snapshotTaken = false;
    soonAfterRestart = false;
  }

  /** Folds its records, one after the other, until it is to stop. */
  void foldInto(SampleFold fold, BooleanSupplier stops) {
    for (Decoded record : records) {
      if (stops.getAsBoolean()) {
        return;
      }
      switch (record.foldInto(fold, outputs)) {
        case OBEYED -> obeyed = true;
        case SNAPSHOT_TAKEN -> {
          snapshotTaken = true;
          soonAfterRestart |= fold.isSoonAfterRestart();
        }
        case REFUSED, GATHERED, STEPPED, ROUND_ENDED -> {}
      }
    }
    samples = fold.samples();
    learningRate = fold.learningRate();
  }

  /** Whether the fold has put anything out. */
  public boolean hasOutputs() {
    return !outputs.isEmpty();
  }

  /** Gives on what the fold has put out, in its order. */
  public void giveTo(FoldOutputs target) {
    outputs.giveTo(target);
  }

  /** Samples consumed by steps at its end. */
  public long samples() {
    return samples;
  }

  /** Of the first step after it. */
  public double learningRate() {
    return learningRate;
  }

  /** Whether there was a directive in it. */
  public boolean hasObeyed() {
    return obeyed;
  }

  /** Whether a snapshot was taken. */
  public boolean hasSnapshot() {
    return snapshotTaken;
  }

  /** Whether one was taken soon after a restart. */
  public boolean isSoonAfterRestart() {
    return soonAfterRestart;
  }
}

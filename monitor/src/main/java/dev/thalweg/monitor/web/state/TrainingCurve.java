package dev.thalweg.monitor.web.state;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.thalweg.monitor.score.NumberErrors;
import dev.thalweg.monitor.web.state.section.JsonNumbers;
import dev.thalweg.monitor.web.state.section.Section;
import dev.thalweg.schemas.avro.TrainingProgress;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Loss and accuracy, or errors of numbers, of minibatches before they were learned, as means over
 * spans of samples. When there are more than 2,000 spans, they are merged in pairs: the means stay
 * exact however long it goes.
 */
final class TrainingCurve implements Section {
  static final int POINTS_MAX = 2_000;

  /** A few minibatches: narrower would be noise, and more points than pixels. */
  static final long FIRST_WIDTH = 128;

  private static final int PARTITIONS_MAX = 1_024;

  private final NavigableMap<Long, Span> spans = new TreeMap<>();
  private final TreeSet<Long> changed = new TreeSet<>();
  private final Map<Integer, Long> samplesByPartition = new HashMap<>();
  private long width = FIRST_WIDTH;
  private long samples;
  private boolean thinned;

  /** Samples that share a point. */
  private static final class Span {
    long samplesAtEnd;
    long atMs = Long.MIN_VALUE;
    long count;
    long correct;
    double loss;
    long lossCount;
    NumberErrors errors = new NumberErrors();
    double unchangedError;

    void add(Span other) {
      samplesAtEnd = Math.max(samplesAtEnd, other.samplesAtEnd);
      atMs = Math.max(atMs, other.atMs);
      count += other.count;
      correct += other.correct;
      loss += other.loss;
      lossCount += other.lossCount;
      errors.add(other.errors);
      unchangedError += other.unchangedError;
    }
  }

  void add(TrainingProgress progress) {
    if (progress.getBatchSize() <= 0 || progress.getSamples() < 0) {
      return; // no trainer says so
    }
    long at = samplesInAll(progress);
    Span one = new Span();
    one.samplesAtEnd = at;
    one.atMs = progress.getTrainedAt().toEpochMilli();
    one.count = progress.getBatchSize();
    one.correct = Math.max(0, Math.min(progress.getCorrect(), progress.getBatchSize()));
    if (Double.isFinite(progress.getLoss())) {
      one.loss = progress.getLoss() * one.count;
      one.lossCount = one.count;
    }
    one.errors = NumberErrors.of(progress.getErrors());
    one.unchangedError =
        progress.getUnchangedError() == null ? Double.NaN : progress.getUnchangedError();
    long key = Math.max(0, at - 1) / width;
    spans.computeIfAbsent(key, k -> new Span()).add(one);
    changed.add(key);
    while (spans.size() > POINTS_MAX) {
      thin();
    }
  }

  /** Over all learners: each reports its own partition. */
  private long samplesInAll(TrainingProgress progress) {
    int partition = progress.getPartition();
    if (samplesByPartition.size() < PARTITIONS_MAX || samplesByPartition.containsKey(partition)) {
      Long before = samplesByPartition.put(partition, progress.getSamples());
      samples += progress.getSamples() - (before == null ? 0 : before);
    }
    return Math.max(0, samples);
  }

  private void thin() {
    NavigableMap<Long, Span> narrow = new TreeMap<>(spans);
    spans.clear();
    width *= 2;
    narrow.forEach((key, span) -> spans.computeIfAbsent(key / 2, k -> new Span()).add(span));
    changed.clear();
    thinned = true;
  }

  int points() {
    return spans.size();
  }

  @Override
  public boolean hasChanged() {
    return thinned || !changed.isEmpty();
  }

  @Override
  public void writeAll(JsonGenerator json) throws IOException {
    write(json, true, spans.keySet());
  }

  @Override
  public void writeChanges(JsonGenerator json) throws IOException {
    write(json, thinned, thinned ? spans.keySet() : changed);
    changed.clear();
    thinned = false;
  }

  /**
   * Each point: key, samples at its end, time, samples in it, accuracy, loss, and of numbers the
   * mean absolute error, and that of the last target again.
   */
  private void write(JsonGenerator json, boolean whole, Collection<Long> keys) throws IOException {
    json.writeObjectFieldStart("training");
    json.writeBooleanField("whole", whole);
    json.writeArrayFieldStart("points");
    for (long key : keys) {
      Span span = spans.get(key);
      json.writeStartArray();
      json.writeNumber(key);
      json.writeNumber(span.samplesAtEnd);
      json.writeNumber(span.atMs);
      json.writeNumber(span.count);
      JsonNumbers.writeRounded(json, (double) span.correct / span.count);
      JsonNumbers.writeRounded(json, span.loss / span.lossCount); // null where none was finite
      JsonNumbers.writeFigure(json, span.errors.meanAbsolute());
      JsonNumbers.writeFigure(json, span.unchangedError / span.count);
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}

package dev.thalweg.monitor.web.state;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.thalweg.monitor.web.state.section.JsonNumbers;
import dev.thalweg.monitor.web.state.section.Section;
import dev.thalweg.schemas.avro.LearnerProgress;
import dev.thalweg.schemas.avro.Merge;
import dev.thalweg.schemas.avro.TrainingProgress;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Several learners of one model, as the newest merge has them, and how far each is since. Where
 * there is one learner there are no merges, and nothing is told.
 */
final class LearnerList implements Section {
  static final int LINES_MAX = 1_024;

  /** Who has missed so many merges in a row is not live, as the schema of a merge says. */
  private static final int MISSED_MAX = 3;

  private final Map<Integer, Long> samplesByPartition = new HashMap<>();
  private Merge newest;
  private long numberBefore = -1;
  private boolean changed;

  void add(TrainingProgress progress) {
    int partition = progress.getPartition();
    if (samplesByPartition.size() < LINES_MAX || samplesByPartition.containsKey(partition)) {
      samplesByPartition.put(partition, progress.getSamples());
      changed |= newest != null;
    }
  }

  /** Takes a merge, unless its number neither follows on the newest nor on the one read before. */
  void add(Merge merge) {
    boolean follows = merge.getNumber() == numberBefore + 1;
    numberBefore = merge.getNumber();
    if (newest == null || follows || merge.getNumber() == newest.getNumber() + 1) {
      newest = merge;
      changed = true;
    }
  }

  @Override
  public boolean hasChanged() {
    return changed;
  }

  @Override
  public void writeAll(JsonGenerator json) throws IOException {
    if (newest == null) {
      return;
    }
    json.writeObjectFieldStart("learners");
    json.writeNumberField("merge", newest.getNumber());
    json.writeNumberField("mergedAt", newest.getMergedAt().toEpochMilli());
    json.writeNumberField("live", newest.getDivisor());
    json.writeArrayFieldStart("lines");
    List<LearnerProgress> learners = newest.getLearners();
    for (LearnerProgress learner : learners.subList(0, Math.min(LINES_MAX, learners.size()))) {
      write(json, learner);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** What it has learned since the merge counts too. */
  private void write(JsonGenerator json, LearnerProgress learner) throws IOException {
    int partition = learner.getPartition();
    json.writeStartObject();
    json.writeNumberField("partition", partition);
    json.writeNumberField(
        "samples", samplesByPartition.getOrDefault(partition, learner.getSamples()));
    json.writeFieldName("accuracy");
    JsonNumbers.writeRounded(json, (double) learner.getCorrect() / learner.getSamples());
    double error = learner.getAbsoluteError() / learner.getSamples();
    JsonNumbers.writeFigure(json, "error", error > 0 ? error : Double.NaN);
    json.writeNumberField("merge", learner.getMerge());
    json.writeNumberField("missed", learner.getMissed());
    json.writeStringField("state", state(learner.getMissed()));
    json.writeEndObject();
  }

  private static String state(int missed) {
    if (missed == 0) {
      return "member";
    }
    return missed < MISSED_MAX ? "waited for" : "not waited for";
  }

  @Override
  public void writeChanges(JsonGenerator json) throws IOException {
    writeAll(json);
    changed = false;
  }
}

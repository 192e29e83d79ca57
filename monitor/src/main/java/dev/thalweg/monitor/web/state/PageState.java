package dev.thalweg.monitor.web.state;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.thalweg.monitor.web.state.section.Section;
import dev.thalweg.monitor.web.state.served.PairList;
import dev.thalweg.monitor.web.state.served.ServedAccuracy;
import dev.thalweg.monitor.web.state.served.ServedVersions;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.Example;
import dev.thalweg.schemas.avro.Label;
import dev.thalweg.schemas.avro.Merge;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.schemas.avro.Sample;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.schemas.avro.WindowAccuracy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * What the page shows, as the topics tell it: curves, counts and images of the pipeline's own
 * model, and the versions of all that answer. Each topic's thread adds to it.
 */
public final class PageState {
  /** How many of the latest samples are looked at. */
  public static final long SAMPLES_MAX = FeatureList.SAMPLES_MAX;

  private static final JsonFactory JSON = new JsonFactory();

  private final String model;
  private final TrainingCurve training = new TrainingCurve();
  private final RecentTraining recent = new RecentTraining();
  private final ServedAccuracy accuracy = new ServedAccuracy();
  private final LearnerList learners = new LearnerList();
  private final SnapshotList snapshots = new SnapshotList();
  private final PartsSeen parts = new PartsSeen();
  private final LatestInput input = new LatestInput();
  private final ServedVersions served = new ServedVersions(InstantSource.system());
  private final AlarmList alarms = new AlarmList();
  private final MissList misses = new MissList();
  private final PairList pairs = new PairList();
  private final FeatureList features = new FeatureList();
  private final List<Section> sections =
      List.of(
          training, recent, accuracy, learners, snapshots, input, served, alarms, misses, pairs,
          features);

  public PageState(String model) {
    this.model = model;
  }

  public synchronized void add(TrainingProgress progress) {
    if (progress.getModel().equals(model)) {
      training.add(progress);
      recent.add(progress);
      learners.add(progress);
    }
  }

  public synchronized void add(Merge merge) {
    learners.add(merge);
  }

  public synchronized void add(WindowAccuracy counted) {
    if (counted.getModel().equals(model)) {
      accuracy.add(counted);
    }
  }

  public synchronized void add(Snapshot snapshot) {
    if (!snapshot.getModel().equals(model)) {
      return;
    }
    if (snapshot.getPart() != null) {
      parts.add(snapshot);
      return;
    }
    if (snapshots.add(snapshot, parts.bytes(snapshot)) && input.add(snapshot)) {
      ByteBuffer first = parts.first(snapshot);
      input.get().ifPresent(now -> features.describe(snapshot, first, now, input.columns()));
    }
  }

  public synchronized void add(Prediction prediction) {
    served.add(prediction);
    if (prediction.getModel().equals(model)) {
      misses.add(prediction);
      pairs.add(prediction);
    }
  }

  public synchronized void add(Alarm alarm) {
    alarms.add(alarm);
  }

  public synchronized void add(Example image) {
    misses.add(image);
  }

  public synchronized void add(Label label) {
    misses.add(label);
    pairs.add(label);
  }

  public synchronized void add(Sample sample) {
    features.add(sample);
  }

  /** Whether its samples are shown as a table of features. */
  public synchronized boolean showsFeatures() {
    return features.isShown();
  }

  /** What the model takes; empty before there is a snapshot. */
  public synchronized Optional<ModelInput> input() {
    return input.get();
  }

  /** All of it, as a JSON object. */
  public synchronized byte[] all() {
    return object(
        json -> {
          for (Section section : sections) {
            section.writeAll(json);
          }
        });
  }

  /** What has changed since the last call, in the same form; empty when nothing has. */
  public synchronized Optional<byte[]> changes() {
    List<Section> changed = sections.stream().filter(Section::hasChanged).toList();
    if (changed.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        object(
            json -> {
              for (Section section : changed) {
                section.writeChanges(json);
              }
            }));
  }

  /** Writes the members of an object. */
  private interface Members {
    void write(JsonGenerator json) throws IOException;
  }

  private static byte[] object(Members members) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      members.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a buffer in memory can't fail", e);
    }
    return out.toByteArray();
  }
}

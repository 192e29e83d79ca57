package dev.thalweg.integration.learning;

import dev.thalweg.model.Classifier;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Parameters;
import dev.thalweg.model.network.Shape;
import dev.thalweg.monitor.drift.ClassBalance;
import dev.thalweg.monitor.drift.ErrorDetectors;
import dev.thalweg.producer.ExampleStream;
import dev.thalweg.producer.SampleOrder;
import dev.thalweg.producer.SampleOrder.Shuffle;
import dev.thalweg.producer.source.DataSet;
import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.producer.source.LabelledExample;
import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.JournalEntry;
import dev.thalweg.schemas.avro.Sample;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.trainer.fold.FoldOutputs;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.SampleFold;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/**
 * The trainer's fold over a stream of samples, and the drift detectors over its errors and labels
 * and over those of its latest snapshot, without a broker. For every six samples there is a test
 * image whose label is known at once. The images are MNIST's where THALWEG_MNIST names a folder,
 * else generated digits.
 */
final class DriftingStream implements FoldOutputs {
  static final DataSet DATA = GatedStream.DATA;

  private static final int SNAPSHOT_EVERY = 2_000;
  private static final int SAMPLES_PER_LABEL = 6;
  private static final byte[] NO_BYTES = {};

  /** Shuffled: parts of MNIST's test images are harder than others. */
  private static final ExampleStream HELD_OUT =
      new ExampleStream(
          DATA.test(),
          SampleOrder.of(DATA.test(), 1_000, ExampleSource.ENDLESS, 1).with(Shuffle.EVERY_EPOCH),
          "held-out");

  /**
   * An alarm.
   *
   * @param stream trained, served, or labels
   * @param samples that were sent when it was raised
   */
  record Raised(String stream, long samples) {}

  private final List<Raised> raised = new ArrayList<>();
  private final ErrorDetectors trained = new ErrorDetectors();
  private final ErrorDetectors served = new ErrorDetectors();
  private final ClassBalance learned = new ClassBalance();
  private final List<Known> waiting = new ArrayList<>();
  private Optional<Parameters> serving = Optional.empty();

  private record Known(long samples, LabelledExample image, int label) {}

  /**
   * Learns a stream by the default preset; returns the alarms in the order in which they came.
   *
   * @param images what is learned, by the samples so far
   * @param labels what samples and test images are labelled with
   */
  static List<Raised> run(
      int samples, LongFunction<LabelledExample> images, GatedStream.Labels labels) {
    DriftingStream stream = new DriftingStream();
    Preset preset = Preset.named("online");
    LearnerConfig config =
        new LearnerConfig(
            new Pipeline("watched"),
            preset.architecture(Shape.of(28, 28), 10),
            Datatype.UINT8,
            preset.hyperparameters(),
            SNAPSHOT_EVERY,
            LearnerConfig.OnDivergence.STOP);
    try (SampleFold fold =
        new SampleFold(config, 0, 0, SchemaRegistry.inMemory(), InstantSource.system())) {
      for (long i = 0; i < samples; i++) {
        if (i % SAMPLES_PER_LABEL == 0) {
          LabelledExample image = HELD_OUT.exampleAt(i / SAMPLES_PER_LABEL);
          stream.waiting.add(new Known(i, image, labels.of(i, image.label())));
        }
        LabelledExample image = images.apply(i);
        int label = labels.of(i, image.label());
        Sample sample =
            new Sample(
                "s" + i,
                List.of(28, 28),
                dev.thalweg.schemas.avro.Datatype.UINT8,
                ByteBuffer.wrap(image.data()),
                label,
                1f,
                "");
        fold.consume(i, NO_BYTES, NO_BYTES, sample, stream);
      }
    }
    return stream.raised;
  }

  @Override
  public void progress(TrainingProgress progress) {
    int size = progress.getBatchSize();
    if (trained.minibatch(size - progress.getCorrect(), size).isPresent()) {
      raised.add(new Raised("trained", progress.getSamples()));
    }
    if (learned.minibatch(progress.getClassCounts()).isPresent()) {
      raised.add(new Raised("labels", progress.getSamples()));
    }
  }

  /** What came since the one before was served by that. */
  @Override
  public void snapshot(Snapshot snapshot) {
    Architecture architecture = Architecture.parse(snapshot.getArchitecture());
    serving.ifPresent(parameters -> judge(architecture, parameters));
    waiting.clear();
    serving = Optional.of(Parameters.fromBytes(architecture, snapshot.getParameters().array()));
  }

  private void judge(Architecture architecture, Parameters parameters) {
    int count = waiting.size();
    byte[] pixels = new byte[count * 784];
    float[] outputs = new float[count * 10];
    for (int i = 0; i < count; i++) {
      System.arraycopy(waiting.get(i).image().data(), 0, pixels, i * 784, 784);
    }
    try (Classifier classifier = new Classifier(architecture, count)) {
      classifier.score(parameters, pixels, count, outputs);
    }
    for (int i = 0; i < count; i++) {
      if (served.sample(best(outputs, 10 * i) != waiting.get(i).label()).isPresent()) {
        raised.add(new Raised("served", waiting.get(i).samples()));
      }
    }
  }

  private static int best(float[] outputs, int start) {
    return IntStream.range(0, 10)
        .reduce(0, (a, b) -> outputs[start + b] > outputs[start + a] ? b : a);
  }

  @Override
  public void deadLetter(DeadLetter letter) {
    throw new AssertionError("a sample was refused");
  }

  @Override
  public void journal(JournalEntry entry) {}

  @Override
  public void alarm(Alarm alarm) {
    throw new AssertionError(alarm.getDetail());
  }
}

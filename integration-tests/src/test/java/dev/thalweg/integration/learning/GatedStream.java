package dev.thalweg.integration.learning;

import dev.thalweg.model.Classifier;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Parameters;
import dev.thalweg.model.network.Shape;
import dev.thalweg.producer.source.DataLocator;
import dev.thalweg.producer.source.DataSet;
import dev.thalweg.producer.source.LabelledExample;
import dev.thalweg.producer.source.SourceKind;
import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.ExampleFormat;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.JournalEntry;
import dev.thalweg.schemas.avro.Sample;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.scorer.gate.Gate;
import dev.thalweg.scorer.gate.InService;
import dev.thalweg.scorer.gate.Verdict;
import dev.thalweg.snapshots.ServedModel;
import dev.thalweg.trainer.fold.FoldOutputs;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.SampleFold;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The trainer's fold over a stream of samples, and the gate over its snapshots, without a broker.
 * For every ten samples there is a held-out image, whose label is known at once. The images are
 * MNIST's where THALWEG_MNIST names a folder, else generated digits.
 */
final class GatedStream implements FoldOutputs {
  private static final int SNAPSHOT_EVERY = 2_000;

  private static final int SAMPLES_PER_LABEL = 10;
  private static final long LEARNED = 55_000;
  private static final long HELD_OUT = 5_000;
  private static final int TESTED = 5_000;
  private static final byte[] NO_BYTES = {};
  static final DataSet DATA = data();

  /**
   * A snapshot, and how two kinds of scorers do from it on.
   *
   * @param samples consumed when it was taken
   * @param newest share of the test images that are right by the newest snapshot, this one
   * @param served the same by the one that the gate has promoted last
   */
  record Point(long samples, Verdict verdict, double newest, double served) {}

  /** Changes labels, by the samples so far. */
  interface Labels {
    int of(long samples, int label);
  }

  private final List<Point> points = new ArrayList<>();
  private final Gate gate = new Gate(Gate.EXAMPLES_DEFAULT, Gate.TOLERANCE_DEFAULT);
  private final Deque<dev.thalweg.scorer.gate.LabelledExample> known = new ArrayDeque<>();
  private final Labels truth;
  private final InService inService = new InService();
  private long labelled;
  private Optional<ServedModel> served = Optional.empty();

  private GatedStream(Labels truth) {
    this.truth = truth;
  }

  private static DataSet data() {
    DataLocator locator = DataLocator.standard(1, said -> {});
    return Optional.ofNullable(System.getenv("THALWEG_MNIST"))
        .map(folder -> locator.find(SourceKind.MNIST, Optional.of(Path.of(folder))))
        .orElseGet(() -> locator.find(SourceKind.DIGITS, Optional.empty()));
  }

  /**
   * Learns a stream by the default preset.
   *
   * @param learned what samples are labelled with
   * @param truth what held-out images and test images are labelled with
   */
  static List<Point> run(int samples, Labels learned, Labels truth) {
    GatedStream stream = new GatedStream(truth);
    Preset preset = Preset.named("online");
    LearnerConfig config =
        new LearnerConfig(
            new Pipeline("gated"),
            preset.architecture(Shape.of(28, 28), 10),
            Datatype.UINT8,
            preset.hyperparameters(),
            SNAPSHOT_EVERY,
            LearnerConfig.OnDivergence.STOP);
    try (SampleFold fold =
        new SampleFold(config, 0, 0, SchemaRegistry.inMemory(), InstantSource.system())) {
      for (long i = 0; i < samples; i++) {
        if (i % SAMPLES_PER_LABEL == 0) {
          stream.know(i);
        }
        LabelledExample image = DATA.train().at(i % LEARNED);
        int label = learned.of(i, image.label());
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
    return stream.points;
  }

  private void know(long samples) {
    LabelledExample image =
        DATA.train().at(LEARNED + samples / SAMPLES_PER_LABEL % HELD_OUT); // never learned
    known.add(
        new dev.thalweg.scorer.gate.LabelledExample(
            new ExampleFormat(List.of(28, 28), dev.thalweg.schemas.avro.Datatype.UINT8),
            image.data(),
            truth.of(samples, image.label())));
    labelled++;
    if (known.size() > gate.examples()) {
      known.remove();
    }
  }

  @Override
  public void snapshot(Snapshot snapshot) {
    Architecture architecture = Architecture.parse(snapshot.getArchitecture());
    ServedModel candidate =
        new ServedModel(
            snapshot.getModel(),
            snapshot.getSequence(),
            snapshot.getVersion(),
            snapshot.getSha256(),
            Parameters.fromBytes(architecture, snapshot.getParameters().array()),
            Datatype.UINT8,
            snapshot.getTrainedAt());
    Verdict verdict =
        gate.judge(inService.during(labelled, gate.examples()), candidate, List.copyOf(known));
    long samples = snapshot.getVersion();
    if (verdict.promotes()) {
      inService.put(candidate, labelled);
      served = Optional.of(candidate);
    }
    double newest = accuracy(candidate, samples);
    double now = verdict.promotes() ? newest : accuracy(served.get(), samples);
    points.add(new Point(samples, verdict, newest, now));
  }

  private double accuracy(ServedModel model, long samples) {
    byte[] pixels = new byte[TESTED * 784];
    float[] outputs = new float[TESTED * 10];
    int[] labels = new int[TESTED];
    for (int i = 0; i < TESTED; i++) {
      LabelledExample image = DATA.test().at(2L * i);
      System.arraycopy(image.data(), 0, pixels, i * 784, 784);
      labels[i] = truth.of(samples, image.label());
    }
    try (Classifier classifier = new Classifier(model.architecture(), TESTED)) {
      classifier.score(model.parameters(), pixels, TESTED, outputs);
    }
    return IntStream.range(0, TESTED).filter(i -> best(outputs, 10 * i) == labels[i]).count()
        / (double) TESTED;
  }

  private static int best(float[] outputs, int start) {
    return IntStream.range(0, 10)
        .reduce(0, (a, b) -> outputs[start + b] > outputs[start + a] ? b : a);
  }

  @Override
  public void progress(TrainingProgress progress) {}

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

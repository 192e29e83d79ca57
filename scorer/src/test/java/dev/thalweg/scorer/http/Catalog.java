package dev.thalweg.scorer.http;

import dev.thalweg.model.Classifier;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Parameters;
import dev.thalweg.scorer.models.ModelCatalog;
import dev.thalweg.snapshots.ServedModel;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** NamedModels in memory, whose snapshots are a function of their version alone. */
public final class Catalog implements ModelCatalog {
  public static final Architecture ARCHITECTURE =
      Architecture.parse("28x28 dense(16,relu) dense(10,softmax) cross_entropy");
  public static final String DIGITS = "digits";

  private final List<String> names;
  private final Map<String, ServedModel> current = new ConcurrentHashMap<>();
  private final Map<Long, ServedModel> ring = new ConcurrentSkipListMap<>();
  private final AtomicInteger versionsRead = new AtomicInteger();
  private volatile CountDownLatch held = new CountDownLatch(0);
  private volatile boolean holding;

  public Catalog(String... names) {
    this.names = names.length == 0 ? List.of(DIGITS) : List.of(names);
  }

  /** With one version of digits served. */
  public static Catalog serving(long version) {
    Catalog catalog = new Catalog();
    catalog.serve(version);
    return catalog;
  }

  public void serve(long version) {
    serve(snapshot(DIGITS, version, ARCHITECTURE));
  }

  public void serve(ServedModel model) {
    ring.put(model.version(), model);
    current.put(model.model(), model);
  }

  /** How often a version was read. */
  int versionsRead() {
    return versionsRead.get();
  }

  /** Makes whoever asks for what is served, on the scoring thread, wait. */
  public void hold() {
    held = new CountDownLatch(1);
  }

  /** Whether somebody waits for {@link #release}. */
  public boolean isHolding() {
    return holding;
  }

  public void release() {
    held.countDown();
  }

  @Override
  public List<String> names() {
    return names;
  }

  @Override
  public Optional<ServedModel> current(String name) {
    if (Thread.currentThread().getName().equals("http-scoring")) {
      holding = held.getCount() > 0;
      await(held);
      holding = false;
    }
    return Optional.ofNullable(current.get(name));
  }

  @Override
  public List<Long> versions(String name) {
    return current.containsKey(name) ? List.copyOf(ring.keySet()) : List.of();
  }

  @Override
  public Optional<ServedModel> version(String name, long version) {
    versionsRead.incrementAndGet();
    return Optional.ofNullable(ring.get(version));
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new AssertionError("It was held for too long.");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  public static ServedModel snapshot(String model, long version, Architecture architecture) {
    return snapshot(model, version, architecture, Datatype.UINT8);
  }

  public static ServedModel snapshot(
      String model, long version, Architecture architecture, Datatype datatype) {
    SplittableRandom random = new SplittableRandom(version);
    float[] values = new float[architecture.parameterCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextDouble() - 0.5) / 4;
    }
    return new ServedModel(
        model,
        version,
        version,
        "%064x".formatted(version + 1),
        Parameters.of(architecture, values),
        datatype,
        Instant.ofEpochMilli(version));
  }

  /** Of a model of four float32 values and three classes, by the name of rows. */
  public static ServedModel rows(long version) {
    Architecture architecture =
        Architecture.parse("4 dense(5,relu) dense(3,softmax) cross_entropy");
    return snapshot("rows", version, architecture, Datatype.FP32);
  }

  /** The mapping of {@link #meters}. */
  public static final String MAPPING =
      """
      features:
        - volt
        - {field: city, type: category, values: [Sydney, Perth]}
        - {field: meter.amps, missing: error}
        - {field: hours, type: array, length: 2}
      target: {field: state, classes: [DOWN, "UP, really"]}
      """;

  /** Of a model that was trained by {@link #MAPPING}, by the name of meters. */
  public static ServedModel meters(long version) {
    return mapped(version, "6 standardize dense(5,relu) dense(2,softmax) cross_entropy", MAPPING);
  }

  /** Of a model by the name of meters with whatever mapping. */
  public static ServedModel mapped(long version, String architecture, String mapping) {
    ServedModel model =
        snapshot("meters", version, Architecture.parse(architecture), Datatype.FP32);
    return new ServedModel(
        model.model(),
        model.sequence(),
        model.version(),
        model.sha256(),
        model.parameters(),
        model.datatype(),
        model.trainedAt(),
        mapping);
  }

  public static byte[] pixels(long number) {
    byte[] pixels = new byte[ARCHITECTURE.inputs()];
    new SplittableRandom(number).nextBytes(pixels);
    return pixels;
  }

  /** What a snapshot says of an image, computed apart from the service. */
  public static float[] probabilities(ServedModel model, byte[] pixels) {
    float[] probabilities = new float[model.architecture().classes()];
    try (Classifier classifier = new Classifier(model.architecture(), 1)) {
      classifier.score(model.parameters(), pixels, 1, probabilities);
    }
    return probabilities;
  }
}

package dev.thalweg.producer.drift;

import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.producer.source.LabelledExample;
import dev.thalweg.producer.source.digits.SplitMix64;
import dev.thalweg.schemas.ExampleFormat;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Datatype;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;

/**
 * The drifts of a stream, each applied to what those before it made. The record at an index is a
 * function of source, order, drifts, seed and index alone, so a resumed stream gets the same bytes.
 *
 * <p>Ids go on to name the place in the stream. While a {@code one-class} holds, a record whose
 * example is of another class shows one that is drawn from the source by seed and index.
 */
public final class DriftSchedule {
  /** No drift at all. */
  public static final DriftSchedule NONE = of(List.of(), 1, 0);

  /** In a source with a class in a hundred, one search in 20,000 needs more. */
  private static final int DRAWS_MAX = 1_000;

  private static final long NOISE_KEY = 1_000;
  private static final long CLASS_KEY = 2_000;

  private final List<Drift> drifts;
  private final int classes;
  private final long seed;
  private final int[] permutation;
  private final LongUnaryOperator clock;

  /**
   * A record that is to be made.
   *
   * @param time index by which drifts begin and end
   * @param index in the stream, by which it is drawn
   */
  private record Place(ExampleSource source, long time, long index) {}

  private DriftSchedule(List<Drift> drifts, int classes, long seed, LongUnaryOperator clock) {
    this.drifts = List.copyOf(drifts);
    this.classes = classes;
    this.seed = seed;
    this.clock = clock;
    permutation = permutation(classes, seed);
  }

  /**
   * The drifts of these specs, see {@link Drift#parse}.
   *
   * @param classes of the pipeline
   * @param seed of the permutation and of what is drawn
   * @throws UserException when a spec is wrong, or two contradict each other
   */
  public static DriftSchedule of(List<String> specs, int classes, long seed) {
    List<Drift> drifts = specs.stream().map(Drift::parse).toList();
    for (int i = 0; i < drifts.size(); i++) {
      requirePossible(drifts.get(i), classes, drifts.subList(0, i));
    }
    return new DriftSchedule(drifts, classes, seed, LongUnaryOperator.identity());
  }

  private static void requirePossible(Drift drift, int classes, List<Drift> before) {
    boolean relabels =
        drift.kind() == Drift.Kind.PERMUTE_LABELS || drift.kind() == Drift.Kind.NOISE;
    if (relabels && classes < 2) {
      throw new UserException(
          "--drift %s needs a second class: give --classes 2 or more.".formatted(drift.spec()));
    }
    if (drift.kind() != Drift.Kind.ONE_CLASS) {
      return;
    }
    if (drift.value() >= classes) {
      throw new UserException(
          "--drift %s names no class of the pipeline: give a label from 0 to %d."
              .formatted(drift.spec(), classes - 1));
    }
    for (Drift other : before) {
      if (other.kind() == Drift.Kind.ONE_CLASS && other.overlaps(drift)) {
        throw new UserException(
            ("--drift %s and %s ask for one class each at the same time: give spans that"
                    + " do not overlap.")
                .formatted(other.spec(), drift.spec()));
      }
    }
  }

  /** One cycle through all labels (Sattolo's algorithm): none stays what it is. */
  private static int[] permutation(int classes, long seed) {
    int[] labels = new int[classes];
    SplitMix64 random = new SplitMix64(SplitMix64.mix(seed, 0));
    for (int i = 0; i < classes; i++) {
      labels[i] = i;
    }
    for (int i = classes - 1; i > 0; i--) {
      int other = random.below(i);
      int label = labels[i];
      labels[i] = labels[other];
      labels[other] = label;
    }
    return labels;
  }

  /** The same for a stream whose drifts come when another stream has come to their index. */
  public DriftSchedule following(LongSupplier otherIndex) {
    return new DriftSchedule(drifts, classes, seed, index -> otherIndex.getAsLong());
  }

  public boolean isEmpty() {
    return drifts.isEmpty();
  }

  /** The specs, in the order in which they apply. */
  @Override
  public String toString() {
    return drifts.stream().map(Drift::spec).collect(Collectors.joining(", "));
  }

  /** Throws a {@link UserException} for a drift that a stream of so many records never reaches. */
  public void requireWithin(long total) {
    for (Drift drift : drifts) {
      if (drift.from() >= total) {
        throw new UserException(
            "--drift %s never begins, for the stream has %d records: give a lower N, or more"
                    .formatted(drift.spec(), total)
                + " --samples or --epochs.");
      }
    }
  }

  /**
   * Throws a {@link UserException} when a drift of pictures is asked of other examples, or the
   * source lacks the class that a drift asks for.
   */
  public void requireExamples(ExampleSource source) {
    for (Drift drift : drifts) {
      if (drift.kind().isOfPictures()) {
        requirePictures(drift, source.format());
      }
    }
    for (int i = 0; i < drifts.size(); i++) {
      if (drifts.get(i).kind() == Drift.Kind.ONE_CLASS) {
        ofOneClass(i, new Place(source, drifts.get(i).from(), 0), 0);
      }
    }
  }

  /** Floating-point pictures have no white of their own, and nothing says what is background. */
  private static void requirePictures(Drift drift, ExampleFormat format) {
    if (!format.isPicture() || format.datatype() != Datatype.UINT8) {
      throw new UserException(
          "--drift %s changes pictures (UINT8, such as 28x28 or 32x32x3), and the examples are %s:"
                  .formatted(drift.spec(), format)
              + " give a drift of labels, such as permute-labels@N.");
    }
  }

  /** The record at an index of a stream whose order has put this position of the source there. */
  public LabelledExample exampleAt(ExampleSource source, long position, long index) {
    return drifts.isEmpty()
        ? source.at(position)
        : after(drifts.size(), new Place(source, clock.applyAsLong(index), index), position);
  }

  /** What the first so many drifts make of a position of the source. */
  private LabelledExample after(int count, Place place, long position) {
    if (count == 0) {
      return place.source().at(position);
    }
    int i = count - 1;
    Drift drift = drifts.get(i);
    if (!drift.isActive(place.time())) {
      return after(i, place, position);
    }
    if (drift.kind() == Drift.Kind.ONE_CLASS) {
      return ofOneClass(i, place, position);
    }
    LabelledExample before = after(i, place, position);
    byte[] data = before.data();
    int label = before.label();
    return switch (drift.kind()) {
      case PERMUTE_LABELS -> new LabelledExample(data, permutation[label]);
      case NOISE -> new LabelledExample(data, noisy(label, drift.value(), i, place.index()));
      case INVERT -> new LabelledExample(inverted(data), label);
      case ROTATE, GRADUAL_ROTATE -> {
        Rotation rotation = new Rotation(data, place.source().format().shape());
        yield new LabelledExample(rotation.by(drift.degrees(place.time())), label);
      }
      case ONE_CLASS -> before;
    };
  }

  /** The example itself where it is of the class; else draws, and at last a walk, until one is. */
  private LabelledExample ofOneClass(int i, Place place, long position) {
    Drift drift = drifts.get(i);
    long size = place.source().size();
    long walk = size == ExampleSource.ENDLESS ? 0 : size;
    SplitMix64 random = random(CLASS_KEY + i, place.index());
    long candidate = position;
    for (long tries = 0; tries < DRAWS_MAX + walk; tries++) {
      LabelledExample example = after(i, place, candidate);
      if (example.label() == drift.value()) {
        return example;
      }
      candidate =
          tries < DRAWS_MAX
              ? Long.remainderUnsigned(random.nextLong(), size)
              : (candidate + 1) % size;
    }
    throw new UserException(
        "--drift %s finds no such example in the %s: name a class that is there."
            .formatted(drift.spec(), place.source().description()));
  }

  private int noisy(int label, double share, int i, long index) {
    SplitMix64 random = random(NOISE_KEY + i, index);
    return random.nextDouble() < share ? (label + 1 + random.below(classes - 1)) % classes : label;
  }

  private SplitMix64 random(long key, long index) {
    return new SplitMix64(SplitMix64.mix(SplitMix64.mix(seed, key), index));
  }

  private static byte[] inverted(byte[] pixels) {
    byte[] inverted = new byte[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      inverted[i] = (byte) ~pixels[i]; // 255 - pixel
    }
    return inverted;
  }
}

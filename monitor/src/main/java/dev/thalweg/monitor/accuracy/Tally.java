package dev.thalweg.monitor.accuracy;

import dev.thalweg.monitor.score.BinaryScores;
import dev.thalweg.monitor.score.NumberErrors;
import dev.thalweg.monitor.state.VarLong;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Counts of predictions, mutable and addable: the sum of the tallies of two disjoint sets of events
 * is the tally of both, in any order.
 */
public final class Tally {
  /** Classes that are told apart; a label is below it. */
  public static final int CLASSES_MAX = 1_000;

  private static final byte FORMAT = 2;

  /** The same with errors of numbers behind it. */
  private static final byte FORMAT_OF_NUMBERS = 3;

  /** Ends with whatever its flags say. */
  private static final byte FORMAT_WITH_FLAGS = 4;

  private static final byte FLAG_NUMBERS = 1;
  private static final byte FLAG_BINARY = 2;

  private static final byte FORMAT_1 = 1;
  private static final int LABELLED = 0;
  private static final int PREDICTED = 1;
  private static final int CORRECT = 2;
  private static final int PER_CLASS = 3;

  /** Of its fields, its place in a map, and its calibration. */
  private static final int FIXED_HEAP_BYTES = 640;

  private static final int HEADER_BYTES = 1 + 3 * Long.BYTES;

  private long scored;
  private long labelled;
  private long correct;
  private long unlabelled;
  private long lateLabels;
  private long newestVersion = -1;
  private long firstScoredAt = Long.MAX_VALUE;
  private long lastScoredAt = -1;

  /** For each class, by class: labelled, predicted, correct. */
  private long[] classes = new long[0];

  private ConfusionMatrix confusion = new ConfusionMatrix();
  private Calibration calibration = new Calibration();
  private NumberErrors errors = new NumberErrors();
  private BinaryScores binary = new BinaryScores();

  /** A class with a count that is not zero. */
  public record ClassTally(int label, long labelled, long predicted, long correct) {}

  public void countScored(long version, long scoredAt) {
    scored++;
    newestVersion = Math.max(newestVersion, version);
    firstScoredAt = Math.min(firstScoredAt, scoredAt);
    lastScoredAt = Math.max(lastScoredAt, scoredAt);
  }

  /**
   * Counts a predicted class whose label has come.
   *
   * @param held what {@link BinaryScores#held} gave of its probabilities
   */
  public void countLabelled(int label, int predicted, int held) {
    reserve(Math.max(label, predicted) + 1);
    labelled++;
    classes[label * PER_CLASS + LABELLED]++;
    classes[predicted * PER_CLASS + PREDICTED]++;
    if (label == predicted) {
      correct++;
      classes[label * PER_CLASS + CORRECT]++;
    }
    confusion.count(label, predicted);
    calibration.count(BinaryScores.confidence(held), label == predicted);
    binary.count(label, held);
  }

  /** Counts a predicted number whose target has come. */
  public void countNumber(double target, double predicted) {
    labelled++;
    errors.count(target, predicted);
  }

  public void countUnlabelled() {
    unlabelled++;
  }

  public void countLateLabel() {
    lateLabels++;
  }

  public void add(Tally other) {
    scored += other.scored;
    labelled += other.labelled;
    correct += other.correct;
    unlabelled += other.unlabelled;
    lateLabels += other.lateLabels;
    newestVersion = Math.max(newestVersion, other.newestVersion);
    firstScoredAt = Math.min(firstScoredAt, other.firstScoredAt);
    lastScoredAt = Math.max(lastScoredAt, other.lastScoredAt);
    reserve(other.classes.length / PER_CLASS);
    for (int i = 0; i < other.classes.length; i++) {
      classes[i] += other.classes[i];
    }
    confusion.add(other.confusion);
    calibration.add(other.calibration);
    errors.add(other.errors);
    binary.add(other.binary);
  }

  /** Whether a prediction was scored or labelled, and not only something given up. */
  boolean hasPredictions() {
    return scored > 0 || labelled > 0;
  }

  public long scored() {
    return scored;
  }

  public long labelled() {
    return labelled;
  }

  public long correct() {
    return correct;
  }

  public long unlabelled() {
    return unlabelled;
  }

  public long lateLabels() {
    return lateLabels;
  }

  /** The newest version scored; -1 when none was. */
  public long newestVersion() {
    return newestVersion;
  }

  /** When the first was scored; 0 when none was. */
  public long firstScoredAt() {
    return scored == 0 ? 0 : firstScoredAt;
  }

  /** When the last was scored; 0 when none was. */
  public long lastScoredAt() {
    return scored == 0 ? 0 : lastScoredAt;
  }

  /** Hands over the classes that were counted, by class. */
  public void eachClass(Consumer<ClassTally> each) {
    for (int i = 0; i < classes.length; i += PER_CLASS) {
      if (isCounted(i)) {
        each.accept(
            new ClassTally(
                i / PER_CLASS,
                classes[i + LABELLED],
                classes[i + PREDICTED],
                classes[i + CORRECT]));
      }
    }
  }

  public ConfusionMatrix confusion() {
    return confusion;
  }

  public Calibration calibration() {
    return calibration;
  }

  NumberErrors errors() {
    return errors;
  }

  BinaryScores binary() {
    return binary;
  }

  /** What it takes on the heap, about. */
  public int heapBytes() {
    return FIXED_HEAP_BYTES
        + classes.length * Long.BYTES
        + confusion.heapBytes()
        + binary.heapBytes();
  }

  public int bytes() {
    int bytes = HEADER_BYTES + VarLong.bytes(countedClasses());
    for (long count : new long[] {scored, labelled, correct, unlabelled, lateLabels}) {
      bytes += VarLong.bytes(count);
    }
    for (int i = 0; i < classes.length; i += PER_CLASS) {
      if (isCounted(i)) {
        bytes += VarLong.bytes(i / PER_CLASS);
        for (int j = 0; j < PER_CLASS; j++) {
          bytes += VarLong.bytes(classes[i + j]);
        }
      }
    }
    bytes += errors.isEmpty() ? 0 : NumberErrors.BYTES;
    bytes += binary.isEmpty() ? 0 : 1 + binary.bytes();
    return bytes + confusion.bytes() + calibration.bytes();
  }

  /** Writes {@link #bytes()} bytes. */
  public void writeTo(ByteBuffer out) {
    out.put(format()).putLong(newestVersion).putLong(firstScoredAt).putLong(lastScoredAt);
    for (long count : new long[] {scored, labelled, correct, unlabelled, lateLabels}) {
      VarLong.write(out, count);
    }
    VarLong.write(out, countedClasses());
    for (int i = 0; i < classes.length; i += PER_CLASS) {
      if (isCounted(i)) {
        VarLong.write(out, i / PER_CLASS);
        for (int j = 0; j < PER_CLASS; j++) {
          VarLong.write(out, classes[i + j]);
        }
      }
    }
    confusion.writeTo(out);
    calibration.writeTo(out);
    if (!binary.isEmpty()) {
      out.put((byte) (FLAG_BINARY | (errors.isEmpty() ? 0 : FLAG_NUMBERS)));
      binary.writeTo(out);
    }
    if (!errors.isEmpty()) {
      errors.writeTo(out);
    }
  }

  private byte format() {
    if (!binary.isEmpty()) {
      return FORMAT_WITH_FLAGS;
    }
    return errors.isEmpty() ? FORMAT : FORMAT_OF_NUMBERS;
  }

  /** Reads what {@link #writeTo} has written, or an earlier program. */
  public static Tally readFrom(ByteBuffer in) {
    byte format = in.get();
    return switch (format) {
      case FORMAT_1 -> readFormat1(in);
      case FORMAT, FORMAT_OF_NUMBERS, FORMAT_WITH_FLAGS -> {
        Tally tally = new Tally();
        tally.newestVersion = in.getLong();
        tally.firstScoredAt = in.getLong();
        tally.lastScoredAt = in.getLong();
        tally.scored = VarLong.read(in);
        tally.labelled = VarLong.read(in);
        tally.correct = VarLong.read(in);
        tally.unlabelled = VarLong.read(in);
        tally.lateLabels = VarLong.read(in);
        for (int left = VarLong.readInt(in); left > 0; left--) {
          tally.readClass(VarLong.readInt(in), () -> VarLong.read(in));
        }
        tally.confusion = ConfusionMatrix.readFrom(in);
        tally.calibration = Calibration.readFrom(in);
        int flags = format == FORMAT_WITH_FLAGS ? in.get() : 0;
        if ((flags & FLAG_BINARY) != 0) {
          tally.binary = BinaryScores.readFrom(in);
        }
        if (format == FORMAT_OF_NUMBERS || (flags & FLAG_NUMBERS) != 0) {
          tally.errors = NumberErrors.readFrom(in);
        }
        yield tally;
      }
      default -> throw new IllegalStateException("a tally of format " + format + " in the state");
    };
  }

  /** Numbers of fixed width, neither confusion nor calibration. */
  private static Tally readFormat1(ByteBuffer in) {
    Tally tally = new Tally();
    tally.scored = in.getLong();
    tally.labelled = in.getLong();
    tally.correct = in.getLong();
    tally.unlabelled = in.getLong();
    tally.lateLabels = in.getLong();
    tally.newestVersion = in.getLong();
    tally.firstScoredAt = in.getLong();
    tally.lastScoredAt = in.getLong();
    for (int left = in.getInt(); left > 0; left--) {
      tally.readClass(in.getInt(), in::getLong);
    }
    return tally;
  }

  private void readClass(int label, LongSupplier counts) {
    reserve(label + 1);
    for (int i = 0; i < PER_CLASS; i++) {
      classes[label * PER_CLASS + i] = counts.getAsLong();
    }
  }

  private int countedClasses() {
    int counted = 0;
    for (int i = 0; i < classes.length; i += PER_CLASS) {
      counted += isCounted(i) ? 1 : 0;
    }
    return counted;
  }

  private boolean isCounted(int at) {
    return (classes[at + LABELLED] | classes[at + PREDICTED]) != 0;
  }

  private void reserve(int count) {
    if (count * PER_CLASS > classes.length) {
      classes = Arrays.copyOf(classes, count * PER_CLASS);
    }
  }
}

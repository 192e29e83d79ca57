package dev.thalweg.model;

import dev.thalweg.model.kernel.Elementwise;
import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.merge.ModelWeights;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.optimizer.Update;
import dev.thalweg.model.scaling.SampleStatistics;
import dev.thalweg.model.state.FlatState;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * All that a learner's next step depends on, but for older samples: weights, moments, average, what
 * is known of the samples' numbers, and counters; and its bytes.
 */
final class LearnerState {

  private static final int COUNTERS = 3 * Long.BYTES;

  private final Architecture architecture;
  private final Hyperparameters hyperparameters;
  private final Update update;
  private final boolean averaging;
  private final double averageHorizon;
  private final float[] trained;
  private final float[] average;
  private final List<float[]> kept = new ArrayList<>();

  /** What is known of the samples' numbers from the weights of a merge, and since. */
  private SampleStatistics merged;

  private SampleStatistics recent;
  private long steps;
  private long applied;
  private long appliedWhenKept;
  private long stepsAtRestart;

  /** At sample 0, with weights drawn from the seed. */
  LearnerState(Architecture architecture, Hyperparameters hyperparameters) {
    this.architecture = architecture;
    this.hyperparameters = hyperparameters;
    trained = hyperparameters.initialization().draw(architecture, hyperparameters.seed());
    update = hyperparameters.optimizer().update(trained.length);
    averaging = hyperparameters.emaSamples() > 0;
    averageHorizon = (double) hyperparameters.emaSamples() * hyperparameters.updates();
    average = averaging ? trained.clone() : new float[0];
    merged = SampleStatistics.of(architecture);
    recent = SampleStatistics.of(architecture);
  }

  /** The trained parameters themselves. */
  float[] trained() {
    return trained;
  }

  /** The parameters to score with, themselves. */
  float[] serving() {
    return averaging && applied > 0 ? average : trained;
  }

  /** Steps so far. */
  long steps() {
    return steps;
  }

  /** Steps before the last restart; 0 where there was none. */
  long stepsAtRestart() {
    return stepsAtRestart;
  }

  /** Counts a step. */
  void stepped() {
    steps++;
  }

  /** Applies an update by a gradient. */
  void update(float[] gradient, double rate) {
    applied++;
    update.apply(trained, gradient, rate, applied);
    if (averaging) {
      average();
    }
  }

  /**
   * Exponential moving average with exact bias correction: with the decay d = 1 - batch/horizon, or
   * as much less by each of several updates as they are more, update t since the beginning or the
   * last restart gets the weight (1 - d) / (1 - d^t), so that the weights before it leave no trace.
   */
  private void average() {
    double decay = 1 - hyperparameters.batchSize() / averageHorizon;
    double weight = (1 - decay) / (1 - StrictMath.pow(decay, (double) applied));
    if (applied == 1) {
      System.arraycopy(trained, 0, average, 0, trained.length);
    } else {
      Elementwise.average(average, trained, (float) weight);
    }
  }

  /** Remembers the vectors, for {@link #takeBack}. */
  void keep() {
    List<float[]> vectors = vectors();
    for (int i = 0; i < vectors.size(); i++) {
      if (i == kept.size()) {
        kept.add(new float[trained.length]);
      }
      System.arraycopy(vectors.get(i), 0, kept.get(i), 0, trained.length);
    }
    appliedWhenKept = applied;
  }

  /** Undoes all updates since {@link #keep}. */
  void takeBack() {
    List<float[]> vectors = vectors();
    for (int i = 0; i < vectors.size(); i++) {
      System.arraycopy(kept.get(i), 0, vectors.get(i), 0, trained.length);
    }
    applied = appliedWhenKept;
  }

  /** Moments of zero, a new average, and the schedule as after 0 samples. */
  void restart() {
    applied = 0;
    stepsAtRestart = steps;
    update.moments().forEach(moment -> Arrays.fill(moment, 0));
    if (averaging) {
      System.arraycopy(trained, 0, average, 0, trained.length);
    }
  }

  /** Whether the network asks for what is known of the samples' numbers. */
  boolean hasStatistics() {
    return !recent.isEmpty();
  }

  /**
   * Takes note of the numbers of a minibatch that has been learned, for the next one.
   *
   * @param scale what the network sees of a number is the number times this
   */
  void absorb(float[] inputs, double scale, double[] targets, float[] weights) {
    SampleStatistics known = merged.plus(recent);
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0) {
        recent.add(inputs, i * architecture.inputs(), scale, targets[i], known);
      }
    }
    known = merged.plus(recent);
    known.writeTo(trained);
    if (averaging) {
      known.writeTo(average);
    }
  }

  /** A copy of what learners of one network exchange. */
  ModelWeights weights() {
    return new ModelWeights(trained.clone(), average.clone(), recent.copy());
  }

  /**
   * Goes on from weights that were merged of several learners'.
   *
   * @throws IllegalArgumentException if they are not of this network, or only one of the two has an
   *     average; nothing has changed then
   */
  void adopt(ModelWeights weights) {
    if (weights.trained().length != trained.length || weights.average().length != average.length) {
      throw new IllegalArgumentException(
          "The merged weights are %d and %d numbers; the learner's are %d and %d."
              .formatted(
                  weights.trained().length,
                  weights.average().length,
                  trained.length,
                  average.length));
    }
    System.arraycopy(weights.trained(), 0, trained, 0, trained.length);
    System.arraycopy(weights.average(), 0, average, 0, average.length);
    merged = weights.statistics();
    recent = SampleStatistics.of(architecture);
  }

  private List<float[]> vectors() {
    var vectors = new ArrayList<float[]>();
    vectors.add(trained);
    vectors.addAll(update.moments());
    if (averaging) {
      vectors.add(average);
    }
    return vectors;
  }

  /** How many bytes it has. */
  int byteCount() {
    return COUNTERS + Float.BYTES * trained.length * vectors().size() + 2 * recent.byteCount();
  }

  /** As {@link Learner#writeState}. */
  void write(ByteBuffer target) {
    ByteBuffer out = slice(target);
    if (out == null) {
      throw new BufferOverflowException();
    }
    writeCounters(out);
    FloatBuffer floats = out.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    vectors().forEach(floats::put);
    out.position(out.position() + Float.BYTES * floats.position());
    writeStatistics(out);
    target.position(target.position() + byteCount());
  }

  /** As {@link Learner#readState}. */
  void read(ByteBuffer source) {
    ByteBuffer in = slice(source);
    if (in == null) {
      throw new IllegalArgumentException(
          "The learner's state needs %d bytes and %d are left."
              .formatted(byteCount(), source.remaining()));
    }
    readCounters(in);
    FloatBuffer floats = in.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    vectors().forEach(floats::get);
    in.position(in.position() + Float.BYTES * floats.position());
    readStatistics(in);
    source.position(source.position() + byteCount());
  }

  /** As {@link Learner#flatState}. */
  FlatState flat() {
    ByteBuffer counters = littleEndian(COUNTERS);
    writeCounters(counters);
    ByteBuffer statistics = littleEndian(2 * recent.byteCount());
    writeStatistics(statistics);
    return flat(counters.flip(), statistics.flip());
  }

  /** As {@link Learner#fillState}. */
  void fill(Consumer<FlatState> filler) {
    ByteBuffer counters = littleEndian(COUNTERS);
    ByteBuffer statistics = littleEndian(2 * recent.byteCount());
    filler.accept(flat(counters, statistics));
    readCounters(counters);
    readStatistics(statistics);
  }

  private FlatState flat(ByteBuffer counters, ByteBuffer statistics) {
    FlatState state = new FlatState().add(counters);
    vectors().forEach(state::add);
    return state.add(statistics);
  }

  /** As {@link Learner#stateWithoutRestart}. */
  static ByteBuffer withoutRestart(ByteBuffer old) {
    int counters = 2 * Long.BYTES;
    ByteBuffer state = ByteBuffer.allocate(old.remaining() + Long.BYTES);
    state.put(old.slice(old.position(), counters)).putLong(0);
    state.put(old.slice(old.position() + counters, old.remaining() - counters));
    return state.flip();
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** As many of the next bytes of a buffer as it has itself; null if there are fewer. */
  private ByteBuffer slice(ByteBuffer buffer) {
    if (buffer.remaining() < byteCount()) {
      return null;
    }
    return buffer.slice(buffer.position(), byteCount()).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void writeCounters(ByteBuffer out) {
    out.putLong(steps).putLong(applied).putLong(stepsAtRestart);
  }

  private void readCounters(ByteBuffer in) {
    long readSteps = in.getLong();
    long readApplied = in.getLong();
    long readRestart = in.getLong();
    if (readApplied < 0
        || readRestart < 0
        || readSteps < readRestart
        || readSteps > Long.MAX_VALUE / hyperparameters.updates()
        || (readSteps - readRestart) * hyperparameters.updates() < readApplied
        || readSteps > Long.MAX_VALUE / hyperparameters.batchSize()) {
      throw new IllegalArgumentException(
          "The learner's state counts %d steps, %d before a restart, and %d updates since, which is"
                  .formatted(readSteps, readRestart, readApplied)
              + " impossible.");
    }
    steps = readSteps;
    applied = readApplied;
    stepsAtRestart = readRestart;
  }

  private void writeStatistics(ByteBuffer out) {
    merged.write(out);
    recent.write(out);
  }

  private void readStatistics(ByteBuffer in) {
    merged = merged.read(in);
    recent = recent.read(in);
  }
}

package dev.thalweg.model;

import dev.thalweg.model.experience.Experience;
import dev.thalweg.model.experience.Rows;
import dev.thalweg.model.kernel.Backend;
import dev.thalweg.model.kernel.Masks;
import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.learning.Schedule;
import dev.thalweg.model.merge.ModelWeights;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Parameters;
import dev.thalweg.model.state.FlatState;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Learns a network from minibatches, one step each: test, then train.
 *
 * <p>Confined to one thread at a time. What it computes is a function of the architecture, the
 * hyper-parameters, the minibatches in their order and the {@link Backend}. Holds native memory
 * until closed, which is immediate.
 */
public final class Learner implements AutoCloseable {

  /**
   * A gradient whose magnitudes sum up to more is as good as infinite: its squares would overflow
   * the second moment, and the parameter behind it could never move again.
   */
  private static final double GRADIENT_MAX = 1e15;

  /**
   * A mean loss above this has exploded: the cross-entropy of a uniform guess among 65,536 classes
   * is 11.
   */
  public static final double LOSS_MAX = 1e4;

  /**
   * Largest weight of a sample: enough for a class that is one in a thousand, and too little for
   * one sample to throw the weights so far that no later one counts.
   */
  public static final float WEIGHT_MAX = 1_000;

  /** Largest magnitude of a target that is a number: its square stays far from an overflow. */
  public static final double TARGET_MAX = 1e30;

  private final Architecture architecture;

  /** This and what follows is needed at every step, and to work it out or find it takes longer. */
  private final int inputSize;

  private final int batch;
  private final MinibatchCheck check;
  private final float l2;
  private final Schedule schedule;
  private final Hyperparameters hyperparameters;
  private final TrainingPass pass;

  /** Null where each minibatch is learned once, as it is. */
  private final Experience experience;

  /** Tests the samples of a minibatch as they are: the one that trains, or one of its own. */
  private final TrainingPass tests;

  private final LearnerState state;
  private final float[] w;
  private final float[] gradient;
  private final double inputScale;
  private float[] weighty = new float[0];
  private Thread thread;

  /**
   * A learner at sample 0, with weights drawn from the seed.
   *
   * @param datatype of the examples, which decides their scale
   * @throws IllegalArgumentException with one sentence if the minibatch or the older samples would
   *     need too much memory, or the examples can't be augmented
   */
  public Learner(Architecture architecture, Hyperparameters hyperparameters, Datatype datatype) {
    this.architecture = architecture;
    inputSize = architecture.inputs();
    this.hyperparameters = hyperparameters;
    experience =
        Experience.isAskedFor(hyperparameters)
            ? new Experience(hyperparameters, architecture.shape(), datatype)
            : null;
    batch = hyperparameters.batchSize();
    check = new MinibatchCheck(architecture, batch);
    l2 = (float) hyperparameters.l2();
    schedule = hyperparameters.schedule();
    pass =
        new TrainingPass(
            architecture, datatype.scale(), experience == null ? batch : experience.rows());
    tests =
        experience == null || experience.isPlain()
            ? pass
            : new TrainingPass(architecture, datatype.scale(), batch);
    state = new LearnerState(architecture, hyperparameters);
    w = state.trained();
    gradient = new float[w.length];
    inputScale = datatype.scale();
    pass.load(w);
  }

  /**
   * One test-then-train step: as many updates as the hyper-parameters say. Where one of them can't
   * be applied, none is.
   *
   * @param inputs batchSize examples one after the other, row-major, each number as {@link
   *     Datatype#numbers} reads it (0 to 255 where the datatype is UINT8): batchSize * inputs
   * @param targets batchSize of them: labels in [0, classes), each of which is exact, or numbers of
   *     a magnitude of at most {@link #TARGET_MAX}
   * @param weights of the batchSize samples, 0 to {@value #WEIGHT_MAX}: a sample's loss counts so
   *     many times, and the gradient is that of the sum of these losses divided by the batch size.
   *     A sample of weight 0 is tested, and no number in it has a part in the step
   * @return loss, number right and errors before the step, and whether the step was applied. It is
   *     not if the loss or a component of the gradient is not finite (or the gradient so large, a
   *     sum of magnitudes beyond 1e15, that its squares overflow), or the weighted mean of the loss
   *     is above {@link #LOSS_MAX}: parameters, moments and average are then untouched, and the
   *     samples and the step count all the same
   * @throws IllegalArgumentException if a length or a target is wrong; nothing has changed then
   */
  public Step step(float[] inputs, double[] targets, float[] weights) {
    check(inputs.length, targets, weights);
    confine();
    Step step =
        experience == null
            ? update(inputs, targets, weights, state.steps())
            : updates(inputs, targets, weights);
    state.stepped();
    if (step.applied() && state.hasStatistics()) {
      state.absorb(inputs, inputScale, targets, weights);
      pass.load(w);
    }
    return step;
  }

  /** The same of examples as they were gathered: {@code batchSize} of as many numbers. */
  public Step step(InputBuffer examples, double[] targets, float[] weights) {
    byte[][] bytes = examples.bytes();
    if (bytes == null || experience != null || state.hasStatistics() || hasWeightless(weights)) {
      return step(examples.numbers(), targets, weights);
    }
    check(bytes.length * bytes[0].length, targets, weights);
    confine();
    pass.read(bytes);
    Step step = apply(evaluate(null, targets, weights, state.steps()), weights);
    state.stepped();
    return step;
  }

  private static boolean hasWeightless(float[] weights) {
    for (float weight : weights) {
      if (weight == 0) {
        return true;
      }
    }
    return false;
  }

  private Step update(float[] inputs, double[] targets, float[] weights, long mask) {
    pass.read(inputs);
    return apply(evaluate(inputs, targets, weights, mask), weights);
  }

  /** Applies the gradient, if it and the loss can be. */
  private Step apply(Step tested, float[] weights) {
    boolean apply = lossIsUsable(tested, weights) && pass.gradientMagnitude() <= GRADIENT_MAX;
    if (apply) {
      readGradient();
      state.update(gradient, learningRate());
      pass.load(w);
    }
    return tested.applied(apply);
  }

  /** What has diverged may have been remembered: all of that is forgotten then. */
  private Step updates(float[] inputs, double[] targets, float[] weights) {
    long steps = state.steps();
    state.keep();
    experience.add(inputs, targets, weights);
    Step tested = null;
    if (!experience.isPlain()) {
      tests.load(w);
      tests.read(inputs);
      tested = tests.forward(w, targets, weights);
    }
    boolean applies = tested == null || lossIsUsable(tested, weights);
    for (int i = 0; applies && i < hyperparameters.updates(); i++) {
      Rows rows = experience.rows(steps, i);
      Step step =
          update(
              rows.inputs(), rows.targets(), rows.weights(), steps * hyperparameters.updates() + i);
      tested = tested == null ? step : tested;
      applies = step.applied();
    }
    if (!applies) {
      state.takeBack();
      pass.load(w);
      experience.forget();
    }
    return tested.applied(applies);
  }

  /**
   * Takes samples as {@link #step} would, for later steps to draw from, and learns nothing: what a
   * learner that goes on from a state needs besides.
   *
   * @throws IllegalArgumentException if a length or a target is wrong
   */
  public void remember(float[] inputs, double[] targets, float[] weights) {
    check(inputs.length, targets, weights);
    if (experience != null) {
      experience.add(inputs, targets, weights);
    }
  }

  /** The same of examples as they were gathered. */
  public void remember(InputBuffer examples, double[] targets, float[] weights) {
    remember(examples.numbers(), targets, weights);
  }

  /** How many of the last minibatches the next step may draw older samples from. */
  public int remembered() {
    return experience == null ? 0 : experience.remembered();
  }

  /**
   * Forgets how it came to its weights, and goes on from these: moments of zero and their bias
   * correction as at the first step, a new average, the schedule as after 0 samples, and no older
   * samples to draw from. Steps and samples count on, and so do the dropout's masks. Twice is the
   * same as once.
   */
  public void restart() {
    checkOpen();
    state.restart();
    if (experience != null) {
      experience.forget();
    }
  }

  /** The constructor may run on another thread than the steps. */
  private void confine() {
    Thread current = Thread.currentThread();
    if (!current.equals(thread)) {
      thread = current;
      Backend.useOneThread();
    }
  }

  /**
   * Of the minibatch that the pass has read: the loss without dropout, then the gradient of the
   * training pass.
   *
   * @param inputs the minibatch; null if no sample is without weight
   */
  private Step evaluate(float[] inputs, double[] targets, float[] weights, long mask) {
    Step tested = pass.forward(w, targets, weights);
    if (!Double.isFinite(tested.lossSum())) {
      return tested;
    }
    boolean blanked = blankTheWeightless(inputs, weights);
    if (pass.hasDropout()) {
      pass.forward(w, targets, weights, new Masks(hyperparameters.seed(), mask));
    } else if (blanked) {
      pass.forward(w, targets, weights);
    }
    pass.backward();
    return tested;
  }

  /**
   * Gives the pass zeros in place of samples of weight 0: a slope of 0 alone would not keep them
   * out, since 0 times an activation that overflowed is not a number.
   */
  private boolean blankTheWeightless(float[] inputs, float[] weights) {
    boolean blanked = false;
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] == 0) {
        if (!blanked) {
          weighty = weighty.length == 0 ? inputs.clone() : weighty;
          System.arraycopy(inputs, 0, weighty, 0, inputs.length);
          blanked = true;
        }
        Arrays.fill(weighty, i * inputSize, (i + 1) * inputSize, 0);
      }
    }
    if (blanked) {
      pass.read(weighty);
    }
    return blanked;
  }

  /** Of the last backward pass, penalty included. */
  private void readGradient() {
    pass.gradient(gradient);
    if (l2 > 0) {
      pass.penalise(gradient, w, l2);
    }
  }

  private static boolean lossIsUsable(Step tested, float[] weights) {
    double total = 0;
    for (float weight : weights) {
      total += weight;
    }
    return tested.lossSum() <= LOSS_MAX * total; // not if it is not a number
  }

  private void check(int inputs, double[] targets, float[] weights) {
    checkOpen();
    check.require(inputs, targets, weights);
  }

  private void checkOpen() {
    if (pass.isClosed()) {
      throw new IllegalStateException("The learner is closed.");
    }
  }

  /** The gradient the next step would use, in the layout of {@link Parameters}; for tests. */
  float[] gradient(float[] inputs, double[] targets, float[] weights) {
    check(inputs.length, targets, weights);
    pass.read(inputs);
    evaluate(inputs, targets, weights, state.steps());
    readGradient();
    return gradient.clone();
  }

  /** The network's architecture. */
  public Architecture architecture() {
    return architecture;
  }

  /** How it learns. */
  public Hyperparameters hyperparameters() {
    return hyperparameters;
  }

  /** Steps so far, those not applied included. */
  public long steps() {
    return state.steps();
  }

  /** Samples consumed so far: steps * batchSize. */
  public long samples() {
    return state.steps() * batch;
  }

  /** The rate of the next step. */
  public double learningRate() {
    return schedule.at(scheduleSamples());
  }

  /** Samples consumed since the last restart after the first step; empty where there was none. */
  public OptionalLong samplesSinceRestart() {
    return stepsAtRestart() == 0 ? OptionalLong.empty() : OptionalLong.of(scheduleSamples());
  }

  private long scheduleSamples() {
    return (state.steps() - stepsAtRestart()) * batch;
  }

  /** A copy of the trained parameters. */
  public Parameters parameters() {
    return Parameters.of(architecture, w);
  }

  /**
   * A copy of the parameters to score with: the average if there is one and an update was applied
   * since the last restart, else the trained ones.
   */
  public Parameters serving() {
    return Parameters.of(architecture, state.serving());
  }

  /**
   * A copy of what learners of one network exchange; of the samples' numbers what is known since
   * {@link #adopt}.
   */
  public ModelWeights weights() {
    return state.weights();
  }

  /**
   * Goes on from weights that were merged of several learners'; the optimizer's moments and the
   * counters stay.
   *
   * @throws IllegalArgumentException if they are not of this network, or only one of the two has an
   *     average; nothing has changed then
   */
  public void adopt(ModelWeights weights) {
    checkOpen();
    state.adopt(weights);
    pass.load(w);
  }

  /** Steps before the last restart; 0 where there was none. */
  public long stepsAtRestart() {
    return state.stepsAtRestart();
  }

  /** Bytes that {@link #writeState} writes and {@link #readState} reads. */
  public int stateBytes() {
    return state.byteCount();
  }

  /**
   * Writes all that the next step depends on, from the buffer's position on, little-endian whatever
   * the buffer's order: steps, updates applied since the last restart, steps before the last
   * restart (int64 each), parameters, moments (momentum: the velocity; Adam: the first, the
   * second), and the average if there is one (float32 each), and what is known of the samples'
   * numbers from the weights of a merge, and since, of those that the network asks for.
   *
   * @throws BufferOverflowException if fewer than {@link #stateBytes} bytes remain
   */
  public void writeState(ByteBuffer target) {
    state.write(target);
  }

  /**
   * Goes on from a state that {@link #writeState} wrote for the same architecture and
   * hyper-parameters: every later step is bit-identical to never having stopped, once the last
   * samples are {@linkplain #remember given again} where older ones are drawn. The numbers
   * themselves are taken as they are.
   *
   * @throws IllegalArgumentException with one sentence if the state is too short or its counters
   *     can't be; nothing has changed then
   */
  public void readState(ByteBuffer source) {
    checkOpen();
    state.read(source);
    goOn();
  }

  private void goOn() {
    if (experience != null) {
      experience.forget();
    }
    pass.load(w);
  }

  /**
   * The bytes of {@link #writeState} without a copy: the counters and what is known of the samples'
   * numbers as they are now, and the vectors themselves, which the next step changes.
   */
  public FlatState flatState() {
    return state.flat();
  }

  /**
   * Goes on from a state as {@link #readState}, which comes in pieces.
   *
   * @param filler puts every byte into what it is given; where it fails, the learner is only to be
   *     closed
   * @throws IllegalArgumentException with one sentence if the counters can't be
   */
  public void fillState(Consumer<FlatState> filler) {
    checkOpen();
    state.fill(filler);
    goOn();
  }

  /**
   * A state of a learner that knew no restarts, which had the first two counters only, as {@link
   * #readState} takes it.
   *
   * @param old at least the two counters; its position stays
   */
  public static ByteBuffer stateWithoutRestart(ByteBuffer old) {
    return LearnerState.withoutRestart(old);
  }

  /** Frees the native memory; the learner can no longer step. */
  @Override
  public void close() {
    pass.close();
    tests.close();
  }
}

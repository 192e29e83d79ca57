package dev.thalweg.model.learning;

import dev.thalweg.model.network.Initialization;
import dev.thalweg.model.text.Range;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;

/**
 * How a network is trained: everything besides the architecture and the samples that decides its
 * weights.
 *
 * @param batchSize samples of a minibatch, 1 to {@value #BATCH_MAX}
 * @param optimizer what a gradient becomes
 * @param schedule the learning rate by samples consumed
 * @param l2 penalty l2/2 |W|^2 beside the mean loss of the minibatch, in [0, 1]: it adds l2 w to
 *     the gradient of every weight and nothing to that of a bias
 * @param emaSamples horizon, in samples, of the exponential moving average of the weights; 0 for
 *     none, else at least the batch size
 * @param initialization of the first weights
 * @param seed of the first weights and of dropout
 */
public record Hyperparameters(
    int batchSize,
    Optimizer optimizer,
    Schedule schedule,
    double l2,
    long emaSamples,
    Initialization initialization,
    long seed) {

  /** Most samples of a minibatch. */
  public static final int BATCH_MAX = 65_536;

  /**
   * Checks every range.
   *
   * @throws IllegalArgumentException with one sentence
   */
  public Hyperparameters {
    Objects.requireNonNull(optimizer, "optimizer");
    Objects.requireNonNull(schedule, "schedule");
    Objects.requireNonNull(initialization, "initialization");
    Range.within("batch.size", batchSize, 1, BATCH_MAX);
    Range.within("l2", l2, 0, 1);
    l2 = l2 + 0.0; // -0.0 becomes 0.0
    if (emaSamples != 0) {
      Range.within("ema.samples", emaSamples, batchSize, Schedule.SAMPLES_MAX);
    }
  }

  /** The same with another batch size. */
  public Hyperparameters withBatchSize(int batchSize) {
    return new Hyperparameters(
        batchSize, optimizer, schedule, l2, emaSamples, initialization, seed);
  }

  /** The same with another first learning rate; see {@link Schedule#withRate}. */
  public Hyperparameters withLearningRate(double rate) {
    return withSchedule(schedule.withRate(rate));
  }

  /** The same with another optimizer. */
  public Hyperparameters withOptimizer(Optimizer optimizer) {
    return new Hyperparameters(
        batchSize, optimizer, schedule, l2, emaSamples, initialization, seed);
  }

  /** The same with another schedule. */
  public Hyperparameters withSchedule(Schedule schedule) {
    return new Hyperparameters(
        batchSize, optimizer, schedule, l2, emaSamples, initialization, seed);
  }

  /** The same with another weight penalty. */
  public Hyperparameters withL2(double l2) {
    return new Hyperparameters(
        batchSize, optimizer, schedule, l2, emaSamples, initialization, seed);
  }

  /** The same with another horizon of the average, in samples; 0 for none. */
  public Hyperparameters withEmaSamples(long emaSamples) {
    return new Hyperparameters(
        batchSize, optimizer, schedule, l2, emaSamples, initialization, seed);
  }

  /** The same with other first weights. */
  public Hyperparameters withInitialization(Initialization initialization) {
    return new Hyperparameters(
        batchSize, optimizer, schedule, l2, emaSamples, initialization, seed);
  }

  /** The same with another seed. */
  public Hyperparameters withSeed(long seed) {
    return new Hyperparameters(
        batchSize, optimizer, schedule, l2, emaSamples, initialization, seed);
  }

  /**
   * Keys and values as texts, in the order of the keys and in one canonical form: equal
   * hyper-parameters have equal maps. The keys are {@code batch.size}, {@code ema.samples}, {@code
   * initialization}, {@code l2}, {@code learning.rate}, {@code optimizer}, {@code schedule}, {@code
   * seed}; by optimizer {@code momentum} or {@code adam.beta1}, {@code adam.beta2}, {@code
   * adam.epsilon}; by schedule {@code schedule.samples} and {@code learning.rate.floor} or {@code
   * learning.rate.final}.
   */
  public SortedMap<String, String> toMap() {
    return HyperparametersMap.of(this);
  }

  /**
   * The inverse of {@link #toMap()}, and strict: no key may be missing, unknown or superfluous, and
   * every value is in its range and canonical form.
   *
   * @throws IllegalArgumentException with one sentence
   */
  public static Hyperparameters fromMap(Map<String, String> map) {
    return HyperparametersMap.parse(map);
  }
}

package dev.thalweg.model.experience;

import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Shape;
import dev.thalweg.model.text.SplitMix64;

/**
 * What each update of a minibatch learns from: its samples and older ones (experience replay), all
 * of them moved, turned and scaled at random where they are pictures.
 */
public final class Experience {

  /** Keeps these draws apart from those of dropout, which has the same seed. */
  private static final long SALT = 0x7265706c6179L;

  private static final long SALT_OF_MOVES = 0x6d6f766573L;

  private final Hyperparameters hyperparameters;
  private final ReplayBuffer buffer;
  private final Augmentation augmentation;
  private final int inputs;
  private final boolean isPlain;
  private final Rows batch;
  private final Rows rows;

  /**
   * Without any samples yet.
   *
   * @throws IllegalArgumentException with one sentence if the buffer would need too much memory, or
   *     the examples can't be moved, turned or scaled
   */
  public Experience(Hyperparameters hyperparameters, Shape shape, Datatype datatype) {
    this.hyperparameters = hyperparameters;
    this.inputs = shape.size();
    int size = hyperparameters.batchSize();
    int replayed = hyperparameters.replaySamples();
    buffer =
        replayed == 0
            ? null
            : new ReplayBuffer(
                datatype, size, inputs, hyperparameters.get(Hyperparameters.REPLAY_BUFFER));
    augmentation = new Augmentation(hyperparameters, shape);
    batch = Rows.of(size, inputs);
    isPlain = buffer == null && augmentation.isNone();
    rows = isPlain ? batch : Rows.of(size + replayed, inputs);
  }

  /** Whether hyper-parameters ask for more than one update by the samples as they are. */
  public static boolean isAskedFor(Hyperparameters hyperparameters) {
    return hyperparameters.updates() > 1
        || hyperparameters.replaySamples() > 0
        || Augmentation.isAskedFor(hyperparameters);
  }

  /** Rows of an update. */
  public int rows() {
    return rows.targets().length;
  }

  /** Whether an update learns from the samples of its minibatch as they are, and nothing else. */
  public boolean isPlain() {
    return isPlain;
  }

  /** Takes a minibatch, of which updates follow, or which is only to be remembered. */
  public void add(float[] numbers, double[] targets, float[] weights) {
    System.arraycopy(numbers, 0, batch.inputs(), 0, numbers.length);
    System.arraycopy(targets, 0, batch.targets(), 0, targets.length);
    System.arraycopy(weights, 0, batch.weights(), 0, weights.length);
    if (buffer != null) {
      buffer.add(numbers, targets, weights);
    }
  }

  /** Minibatches that older samples are drawn from; 0 where none are. */
  public int remembered() {
    return buffer == null ? 0 : buffer.batches();
  }

  /** Forgets all older samples. */
  public void forget() {
    if (buffer != null) {
      buffer.clear();
    }
  }

  /**
   * What an update by the minibatch that was added last learns from; valid until the next call.
   *
   * @param step steps before this one
   * @param update updates of this step before this one
   */
  public Rows rows(long step, int update) {
    if (isPlain) {
      return batch;
    }
    SplitMix64 draws = SplitMix64.of(hyperparameters.seed() ^ SALT, step, update);
    int size = batch.targets().length;
    System.arraycopy(batch.inputs(), 0, rows.inputs(), 0, batch.inputs().length);
    System.arraycopy(batch.targets(), 0, rows.targets(), 0, size);
    System.arraycopy(batch.weights(), 0, rows.weights(), 0, size);
    for (int row = 0; row < size; row++) {
      move(row, step * size + row, step, update);
    }
    for (int row = size; row < rows(); row++) {
      int index = (int) (draws.nextDouble() * buffer.samples());
      buffer.copy(index, rows, row);
      move(row, (step + 1) * size - buffer.samples() + index, step, update);
    }
    return rows;
  }

  /** Moves a picture, by its own number and by how much later than at first it is learned. */
  private void move(int row, long sample, long step, int update) {
    if (!augmentation.isNone()) {
      long later = step - sample / batch.targets().length;
      int use = (int) (later * hyperparameters.updates() + update);
      augmentation.apply(
          rows.inputs(),
          row * inputs,
          SplitMix64.of(hyperparameters.seed() ^ SALT_OF_MOVES, sample, use));
    }
  }
}

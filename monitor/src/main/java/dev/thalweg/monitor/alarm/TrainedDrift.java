package dev.thalweg.monitor.alarm;

import dev.thalweg.monitor.drift.ClassBalance;
import dev.thalweg.monitor.drift.ErrorDetectors;
import dev.thalweg.monitor.drift.Imbalance;
import dev.thalweg.monitor.drift.Rise;
import dev.thalweg.monitor.state.VarLong;
import dev.thalweg.schemas.avro.TrainingProgress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The errors of one model's trained weights, and the labels that they learn. */
final class TrainedDrift implements DriftState {
  /** What a learner has before its first merge, at most. */
  private static final long FIRST_SAMPLES = 1_000;

  private final Map<Integer, Long> lastStepByLearner;
  private ErrorDetectors errors;
  private ClassBalance balance;
  private boolean hasBegunAnew;

  TrainedDrift() {
    this(new TreeMap<>(), new ErrorDetectors(), new ClassBalance());
  }

  private TrainedDrift(
      Map<Integer, Long> lastStepByLearner, ErrorDetectors errors, ClassBalance balance) {
    this.lastStepByLearner = lastStepByLearner;
    this.errors = errors;
    this.balance = balance;
  }

  /**
   * Whether this step is not there yet. A trainer that was revived repeats some; one that begins
   * afresh begins at step 1, and so does everything here.
   */
  boolean isNew(TrainingProgress progress) {
    Long last = lastStepByLearner.get(progress.getPartition());
    hasBegunAnew = last != null && progress.getStep() == 1;
    if (hasBegunAnew) {
      lastStepByLearner.clear();
      errors = new ErrorDetectors();
      balance = new ClassBalance();
      last = null;
    }
    if (last != null && progress.getStep() <= last) {
      return false;
    }
    lastStepByLearner.put(progress.getPartition(), progress.getStep());
    return true;
  }

  /** Whether the step that was taken last was the first of a trainer that began afresh. */
  boolean hasBegunAnew() {
    return hasBegunAnew;
  }

  /**
   * Whether a minibatch's errors count. Of several learners one that comes later than the others
   * begins with weights that have learned nothing, which is no drift: its first samples do not.
   */
  boolean counts(TrainingProgress progress) {
    return lastStepByLearner.size() <= 1 || progress.getSamples() > FIRST_SAMPLES;
  }

  /** Takes a minibatch's errors. Those of numbers are watched by a {@link NumberDrift}. */
  Optional<Rise> errors(TrainingProgress progress) {
    if (!counts(progress) || progress.getErrors() != null) {
      return Optional.empty();
    }
    return errors.minibatch(
        progress.getBatchSize() - progress.getCorrect(), progress.getBatchSize());
  }

  Optional<Imbalance> labels(TrainingProgress progress) {
    return balance.minibatch(progress.getClassCounts());
  }

  @Override
  public int bytes() {
    int bytes = VarLong.bytes(lastStepByLearner.size());
    for (Map.Entry<Integer, Long> last : lastStepByLearner.entrySet()) {
      bytes += VarLong.bytes(last.getKey()) + VarLong.bytes(last.getValue());
    }
    return bytes + errors.bytes() + balance.bytes();
  }

  @Override
  public void writeTo(ByteBuffer out) {
    VarLong.write(out, lastStepByLearner.size());
    lastStepByLearner.forEach(
        (learner, step) -> {
          VarLong.write(out, learner);
          VarLong.write(out, step);
        });
    errors.writeTo(out);
    balance.writeTo(out);
  }

  static TrainedDrift readFrom(ByteBuffer in) {
    Map<Integer, Long> lastStepByLearner = new TreeMap<>();
    for (int left = VarLong.readInt(in); left > 0; left--) {
      int learner = VarLong.readInt(in);
      lastStepByLearner.put(learner, VarLong.read(in));
    }
    return new TrainedDrift(
        lastStepByLearner, ErrorDetectors.readFrom(in), ClassBalance.readFrom(in));
  }
}

package dev.thalweg.trainer.replay;

/**
 * What a run was worth over a part of the range. A minibatch belongs to the part that its last
 * sample is in.
 *
 * @param end the first offset behind it
 * @param samples tested, then learned
 * @param correct how many of them were classified correctly before they were learned
 * @param absoluteError how far off their predicted numbers were, summed; 0 of classes
 * @param lossSamples how many of them the loss is of: not those of a step that was left out
 * @param lossSum their losses before they were learned, summed
 */
public record Stretch(
    long end, long samples, long correct, double absoluteError, long lossSamples, double lossSum) {

  /** Nothing yet. */
  static final Stretch NONE = new Stretch(Long.MIN_VALUE, 0, 0, 0, 0, 0);

  /** Both together. */
  public Stretch plus(Stretch next) {
    return new Stretch(
        Math.max(end, next.end),
        samples + next.samples,
        correct + next.correct,
        absoluteError + next.absoluteError,
        lossSamples + next.lossSamples,
        lossSum + next.lossSum);
  }

  /** The share of right ones; not a number when there is no sample. */
  public double accuracy() {
    return (double) correct / samples;
  }

  /** The mean absolute error of numbers; not a number when there is no sample. */
  public double error() {
    return absoluteError / samples;
  }

  /** The mean loss; not a number when there is none. */
  public double loss() {
    return lossSum / lossSamples;
  }
}

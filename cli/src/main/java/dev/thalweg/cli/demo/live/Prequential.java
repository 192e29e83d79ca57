package dev.thalweg.cli.demo.live;

/**
 * What the learner got right of a whole stream before it learned it, beside what it has to be held
 * against. Each figure is NaN where there is none: of classes, or of numbers.
 *
 * @param accuracy share of the samples that were right; NaN where numbers are learned
 * @param noChangeAccuracy the share that is right of who says the last label again
 * @param kappa Cohen's: 0 for what guessing with the same shares of classes gets right, 1 for all
 * @param meanAbsoluteError in the target's unit; NaN of classes
 * @param rootMeanSquaredError in the target's unit
 * @param r2 1 for no error, 0 for who always says the mean of all targets
 * @param lastValueError the mean absolute error of who says the last target again
 */
public record Prequential(
    double accuracy,
    double noChangeAccuracy,
    double kappa,
    double meanAbsoluteError,
    double rootMeanSquaredError,
    double r2,
    double lastValueError) {}

package dev.thalweg.scorer.gate;

import dev.thalweg.model.Classifier;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.schemas.UserException;
import dev.thalweg.scorer.gate.Verdict.Decision;
import dev.thalweg.snapshots.ServedModel;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * The decision: a candidate is refused if and only if it classifies the same labelled examples
 * worse than the snapshot in service, by more than a tolerance; than the best of them where several
 * were in service while these examples were labelled. A function of its arguments alone.
 *
 * <p>Of numbers the errors are compared, on a scale that has the points of accuracy too: 0 points
 * are lost by one that is as far off as the one in service, and 100 by one that is farther off by
 * as much as the mean of the targets would be as the answer to all, or by the error of the one in
 * service, whichever is more.
 *
 * <p>With fewer examples than a judgement takes there is none, and the candidate is promoted: on a
 * handful of examples a sound candidate would be refused by chance, and a pipeline without labels
 * would serve its first snapshot for ever.
 *
 * @param examples how many labelled examples a judgement takes
 * @param tolerance in points of accuracy, or of the error as above, 0 to 100
 */
public record Gate(int examples, double tolerance) {
  /** The most examples of a judgement; their memory is bounded further by their size. */
  public static final int EXAMPLES_MAX = 10_000;

  /** No wrong refusal in clean streams of averaged weights, and garbage stays out. */
  public static final int EXAMPLES_DEFAULT = 500;

  /** As {@link #EXAMPLES_DEFAULT}. */
  public static final double TOLERANCE_DEFAULT = 1;

  private static final int BATCH = 250;

  public Gate {
    if (examples < 1 || examples > EXAMPLES_MAX) {
      throw new UserException(
          "A gate that judges on %d examples is not possible: give 1 to %d."
              .formatted(examples, EXAMPLES_MAX));
    }
    if (!(tolerance >= 0 && tolerance <= 100)) {
      throw new UserException(
          "A gate that tolerates %s points is not possible: give 0 to 100.".formatted(tolerance));
    }
  }

  /**
   * Judges a candidate.
   *
   * @param inService what it is held against; empty when nothing was promoted yet
   * @param latest the latest labelled examples; those that one of the networks does not take do not
   *     count
   */
  public Verdict judge(
      List<ServedModel> inService, ServedModel candidate, List<LabelledExample> latest) {
    if (inService.isEmpty()) {
      return Verdict.unjudged(Decision.FIRST, 0);
    }
    List<LabelledExample> fitting =
        latest.stream()
            .filter(example -> example.fits(candidate))
            .filter(example -> inService.stream().allMatch(example::fits))
            .toList();
    if (fitting.size() < examples) {
      return Verdict.unjudged(Decision.UNJUDGED, fitting.size());
    }
    boolean ofNumbers = candidate.architecture().isRegression();
    DoubleStream served = inService.stream().mapToDouble(model -> sum(model, fitting));
    double serving = (ofNumbers ? served.min() : served.max()).orElseThrow();
    double judged = sum(candidate, fitting);
    double lost =
        ofNumbers
            ? 100 * (judged - serving) / Math.max(serving, spread(fitting))
            : 100 * (serving - judged) / fitting.size();
    boolean isWorse = ofNumbers ? judged > serving && lost > tolerance : lost > tolerance;
    return new Verdict(
        isWorse ? Decision.REFUSED : Decision.PASSED, fitting.size(), serving, judged, ofNumbers);
  }

  /** Sum of the distances of the targets from their mean: how far off it would be as an answer. */
  private static double spread(List<LabelledExample> examples) {
    double mean = examples.stream().mapToDouble(LabelledExample::target).average().orElseThrow();
    return examples.stream().mapToDouble(example -> Math.abs(example.target() - mean)).sum();
  }

  /** How many are classified correctly, or how far off the numbers are, added up. */
  private static double sum(ServedModel model, List<LabelledExample> examples) {
    Architecture architecture = model.architecture();
    int inputs = architecture.inputs();
    int classes = architecture.classes();
    int batch = Math.min(BATCH, examples.size());
    float[] values = new float[batch * inputs];
    float[] outputs = new float[batch * classes];
    double sum = 0;
    try (Classifier classifier = new Classifier(architecture, batch)) {
      for (int start = 0; start < examples.size(); start += batch) {
        List<LabelledExample> part =
            examples.subList(start, Math.min(start + batch, examples.size()));
        for (int i = 0; i < part.size(); i++) {
          ByteBuffer data = ByteBuffer.wrap(part.get(i).data());
          model.datatype().inputs(data, values, i * inputs, true);
        }
        classifier.score(model.parameters(), values, part.size(), outputs);
        for (int i = 0; i < part.size(); i++) {
          LabelledExample example = part.get(i);
          if (architecture.isRegression()) {
            sum += distance(outputs[i], example.target());
          } else if (isMostProbable(example.label(), outputs, i * classes, classes)) {
            sum++;
          }
        }
      }
    }
    return sum;
  }

  /** Infinite where the weights are so large that the output overflows. */
  private static double distance(float output, double target) {
    return Float.isFinite(output) ? Math.abs(output - target) : Double.POSITIVE_INFINITY;
  }

  /** Whether the label has the largest output, the lowest of equals, as predictions have it. */
  private static boolean isMostProbable(int label, float[] outputs, int start, int classes) {
    int best = 0;
    for (int c = 1; c < classes; c++) {
      if (outputs[start + c] > outputs[start + best]) {
        best = c;
      }
    }
    return best == label;
  }
}

package dev.thalweg.trainer.guarantee;

import dev.thalweg.schemas.avro.TrainingProgress;
import java.util.ArrayList;
import java.util.List;

/**
 * Every step is there once and in order, with the samples, loss and accuracy that the log gives.
 */
final class ExactlyOnceTraining implements Guarantee {

  @Override
  public String promise() {
    return "every step is taken once, in order, on the samples that the log gives";
  }

  /** What a repeat has in common with the first; the step's number with a single learner. */
  static Object identity(TrainingProgress progress) {
    return progress.getPartition() == 0
        ? progress.getStep()
        : progress.getPartition() + "-" + progress.getStep();
  }

  @Override
  public List<String> violations(Observed live, Observed undisturbed) {
    Repeats<TrainingProgress> steps =
        Repeats.dropped(live.progress(), "Step", ExactlyOnceTraining::identity);
    List<String> violations = new ArrayList<>(steps.differing());
    List<TrainingProgress> expected = undisturbed.progress();
    List<TrainingProgress> found = steps.firsts();
    for (int i = 0; i < Math.min(expected.size(), found.size()); i++) {
      if (!expected.get(i).equals(found.get(i))) {
        violations.add(
            "In place %d of the steps there is %s; the log gives %s."
                .formatted(i + 1, found.get(i), expected.get(i)));
        return violations; // what follows differs too
      }
    }
    if (expected.size() != found.size()) {
      violations.add(
          "There are %d steps; the %d records below the committed offset give %d."
              .formatted(found.size(), live.end(), expected.size()));
    }
    return violations;
  }
}

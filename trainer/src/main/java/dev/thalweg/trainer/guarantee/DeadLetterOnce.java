package dev.thalweg.trainer.guarantee;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every refused sample is in dead-letters once by its origin, and nothing else is. */
final class DeadLetterOnce implements Guarantee {

  @Override
  public String promise() {
    return "every refused record is in dead-letters once, by its origin, and nothing else is";
  }

  @Override
  public List<String> violations(Observed live, Observed undisturbed) {
    Repeats<DeadLetterTrace> letters =
        Repeats.dropped(live.deadLetters(), "Dead letter", DeadLetterTrace::origin);
    List<String> violations = new ArrayList<>(letters.differing());
    Map<String, DeadLetterTrace> found = new LinkedHashMap<>();
    letters.firsts().forEach(letter -> found.put(letter.origin(), letter));
    for (DeadLetterTrace expected : undisturbed.deadLetters()) {
      DeadLetterTrace letter = found.remove(expected.origin());
      if (letter == null) {
        violations.add(
            "%s was refused (%s) and is not in dead-letters."
                .formatted(expected.origin(), expected.error()));
      } else if (!letter.equals(expected)) {
        violations.add("%s is there as %s.".formatted(expected, letter));
      }
    }
    found.keySet().forEach(o -> violations.add(o + " is in dead-letters and was not refused."));
    return violations;
  }
}

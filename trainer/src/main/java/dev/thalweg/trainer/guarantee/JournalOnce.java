package dev.thalweg.trainer.guarantee;

import dev.thalweg.schemas.avro.JournalEntry;
import java.util.ArrayList;
import java.util.List;

/** Every directive that was obeyed is in the journal once, with its step, and nothing else is. */
final class JournalOnce implements Guarantee {

  @Override
  public String promise() {
    return "every directive is in journal once, with the step at which it was obeyed";
  }

  /** What a repeat has in common with the first. */
  static Object identity(JournalEntry entry) {
    return entry.getPartition() + "-" + entry.getOffset() + " " + entry.getKind();
  }

  @Override
  public List<String> violations(Observed live, Observed undisturbed) {
    Repeats<JournalEntry> entries = Repeats.dropped(live.journal(), "Entry", JournalOnce::identity);
    List<String> violations = new ArrayList<>(entries.differing());
    List<JournalEntry> found = entries.firsts();
    List<JournalEntry> expected = undisturbed.journal();
    for (int i = 0; i < Math.min(expected.size(), found.size()); i++) {
      if (!expected.get(i).equals(found.get(i))) {
        violations.add(
            "In place %d of the journal there is %s; the log gives %s."
                .formatted(i + 1, found.get(i), expected.get(i)));
        return violations;
      }
    }
    if (expected.size() != found.size()) {
      violations.add(
          "The journal has %d entries; the log gives %d.".formatted(found.size(), expected.size()));
    }
    return violations;
  }
}

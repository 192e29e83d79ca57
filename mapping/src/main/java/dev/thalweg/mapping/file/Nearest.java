package dev.thalweg.mapping.file;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The name that was meant. */
public final class Nearest {
  private static final int CHARS_MAX = 128;

  private Nearest() {}

  /** The known name with the fewest changes to this one, unless those are many. */
  public static Optional<String> to(String name, Collection<String> known) {
    if (name.length() > CHARS_MAX) {
      return Optional.empty();
    }
    int changesMax = Math.max(1, Math.min(3, name.length() / 3));
    return known.stream()
        .filter(other -> Math.abs(other.length() - name.length()) <= changesMax)
        .map(other -> new Candidate(other, changes(name, other)))
        .filter(candidate -> candidate.changes() <= changesMax)
        .min(Comparator.comparingInt(Candidate::changes))
        .map(Candidate::name);
  }

  private record Candidate(String name, int changes) {}

  /** Levenshtein's distance; letters that differ in case alone are the same. */
  private static int changes(String first, String second) {
    String a = first.toLowerCase(Locale.ROOT);
    String b = second.toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}

package dev.thalweg.trainer.guarantee;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A topic's records by the rule for its readers: of those with one identity the first counts, and
 * the others have to be the same.
 *
 * @param firsts without the repeats, in their order
 * @param count how many repeats there were
 * @param differing a sentence for each repeat that is not the same
 */
record Repeats<T>(List<T> firsts, int count, List<String> differing) {

  static <T> Repeats<T> dropped(List<T> records, String noun, Function<T, Object> identity) {
    Map<Object, T> first = new HashMap<>();
    List<T> firsts = new ArrayList<>();
    List<String> differing = new ArrayList<>();
    for (T record : records) {
      T before = first.putIfAbsent(identity.apply(record), record);
      if (before == null) {
        firsts.add(record);
      } else if (!before.equals(record)) {
        differing.add(
            "%s %s comes again and differs: first %s, then %s."
                .formatted(noun, identity.apply(record), before, record));
      }
    }
    return new Repeats<>(firsts, records.size() - firsts.size(), differing);
  }
}

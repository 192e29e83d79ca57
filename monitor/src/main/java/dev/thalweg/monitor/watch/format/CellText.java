package dev.thalweg.monitor.watch.format;

import dev.thalweg.monitor.score.FigureText;
import dev.thalweg.schemas.avro.AccuracyScope;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.schemas.avro.WindowAccuracy;
import java.util.List;
import java.util.Locale;

/** What records say, as the text of a cell. */
final class CellText {
  /** Enough of a hash to tell snapshots apart. */
  static final int HASH_WIDTH = 12;

  private CellText() {}

  static String hash(String sha256) {
    if (sha256.isEmpty()) {
      return "-";
    }
    return sha256.length() > HASH_WIDTH ? sha256.substring(0, HASH_WIDTH) : sha256;
  }

  static double known(Double number) {
    return number == null ? Double.NaN : number;
  }

  static String target(Object target) {
    return target instanceof Double number ? FigureText.of(number) : String.valueOf(target);
  }

  static String answer(int label, Double value) {
    return value == null ? Integer.toString(label) : FigureText.of(value);
  }

  static String known(long number) {
    return number < 0 ? "-" : Long.toString(number);
  }

  static String inTotal(WindowAccuracy accuracy, long count) {
    return accuracy.getScope() == AccuracyScope.TOTAL ? Long.toString(count) : "-";
  }

  static String probability(Prediction prediction) {
    int label = prediction.getLabel();
    List<Float> probabilities = prediction.getProbabilities();
    return label >= 0 && label < probabilities.size() ? percent(probabilities.get(label)) : "-";
  }

  /** By plain subtraction, which no time in a record can make throw. */
  static String latency(Prediction p) {
    return (p.getScoredAt().toEpochMilli() - p.getSentAt().toEpochMilli()) + " ms";
  }

  static String kappa(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.3f", value);
  }

  static String share(double value) {
    return Double.isNaN(value) ? "-" : percent(value);
  }

  static String share(long part, long whole) {
    return whole == 0 ? "-" : percent((double) part / whole);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  static String decimal(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}

package dev.thalweg.monitor.watch.format;

import dev.thalweg.monitor.prequential.PrequentialWindow;
import dev.thalweg.schemas.avro.AccuracyScope;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.schemas.avro.WindowAccuracy;
import dev.thalweg.topics.TopicRecord;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The latest accuracies of each model, for a {@link Sparkline}. Of {@code accuracy}: by window, and
 * by version; a later record of the same one replaces the earlier. Of {@code training}: of the
 * learner of each partition, by {@value #STEPS_OF_A_POINT} steps, as single minibatches say little.
 */
final class Trends {
  /** Points of a trend, the latest. */
  static final int LENGTH = 16;

  static final int STEPS_OF_A_POINT = 32;

  /** Anybody may write of any number of models; the trend of one not seen for long is dropped. */
  private static final int SERIES_MAX = 64;

  private final Map<String, Series> seriesByName =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Series> eldest) {
          return size() > SERIES_MAX;
        }
      };

  /** Right answers among labelled ones. */
  private record Count(long correct, long labelled) {
    Count plus(Count other) {
      return new Count(correct + other.correct, labelled + other.labelled);
    }

    double share() {
      return (double) correct / labelled;
    }
  }

  private static final class Series {
    private final NavigableMap<Long, Count> counts = new TreeMap<>();
    private long latestStep;
    private PrequentialWindow recent = new PrequentialWindow();

    private void trim() {
      if (counts.size() > LENGTH) {
        counts.pollFirstEntry();
      }
    }
  }

  /** Takes in what a record says, shown or not. */
  void add(TopicRecord record) {
    if (record.value() instanceof WindowAccuracy accuracy && hasTrend(accuracy)) {
      Series series = seriesByName.computeIfAbsent(name(accuracy), name -> new Series());
      series.counts.put(place(accuracy), new Count(accuracy.getCorrect(), accuracy.getLabelled()));
      series.trim();
    } else if (record.value() instanceof TrainingProgress progress && progress.getBatchSize() > 0) {
      Series series = seriesByName.computeIfAbsent(name(progress), name -> new Series());
      if (progress.getStep() < series.latestStep) {
        series.counts.clear(); // a trainer that began afresh
        series.recent = new PrequentialWindow();
      }
      series.latestStep = progress.getStep();
      series.recent.add(progress);
      Count minibatch = new Count(progress.getCorrect(), progress.getBatchSize());
      series.counts.merge(place(progress), minibatch, Count::plus);
      series.trim();
    }
  }

  /** The trend up to a record that was taken in. */
  String of(TopicRecord record) {
    if (record.value() instanceof WindowAccuracy accuracy) {
      return upTo(name(accuracy), place(accuracy));
    }
    return record.value() instanceof TrainingProgress progress
        ? upTo(name(progress), place(progress))
        : "";
  }

  /** The last minibatches of a record's learner, up to the one that was taken in last. */
  PrequentialWindow recent(TrainingProgress progress) {
    Series series = seriesByName.get(name(progress));
    return series == null ? new PrequentialWindow() : series.recent;
  }

  private String upTo(String name, long place) {
    Series series = seriesByName.get(name);
    return series == null
        ? ""
        : Sparkline.of(
            series.counts.headMap(place, true).values().stream().map(Count::share).toList());
  }

  /** A total has no trend, and what nobody has labelled has no accuracy. */
  private static boolean hasTrend(WindowAccuracy accuracy) {
    boolean isPart =
        accuracy.getScope() == AccuracyScope.WINDOW || accuracy.getScope() == AccuracyScope.VERSION;
    return isPart && accuracy.getLabelled() > 0;
  }

  private static String name(WindowAccuracy accuracy) {
    return accuracy.getScope() + " " + accuracy.getModel();
  }

  private static String name(TrainingProgress progress) {
    return progress.getPartition() + " " + progress.getModel();
  }

  private static long place(WindowAccuracy accuracy) {
    return accuracy.getScope() == AccuracyScope.VERSION
        ? accuracy.getVersion()
        : accuracy.getWindowStart().toEpochMilli();
  }

  private static long place(TrainingProgress progress) {
    return (progress.getStep() - 1) / STEPS_OF_A_POINT;
  }
}

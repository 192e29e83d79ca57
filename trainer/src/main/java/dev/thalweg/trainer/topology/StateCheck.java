package dev.thalweg.trainer.topology;

import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import dev.thalweg.trainer.fold.FoldState;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.log.SampleLog;
import java.util.Map;
import java.util.TreeMap;

/** Whether a learner's state, its log and its configuration are of one making. */
final class StateCheck {
  /** Asking for the topic's id takes about a millisecond. */
  private static final long TOPIC_CHECK_MS = 1_000;

  private static final String ANEW = " To begin anew, use another --pipeline or another --dir.";

  private final LearnerConfig config;
  private final SampleLog log;
  private final int partition;
  private long topicCheckedAtMs;

  /** Of a task that begins at this time. */
  StateCheck(LearnerConfig config, SampleLog log, int partition, long nowMs) {
    this.config = config;
    this.partition = partition;
    this.log = log;
    topicCheckedAtMs = nowMs;
  }

  /** Before the first record after a pause, since a topic is not made again and filled at once. */
  void requireSameTopic(long nowMs) {
    if (nowMs - topicCheckedAtMs >= TOPIC_CHECK_MS) {
      topicCheckedAtMs = nowMs;
      if (log.isMadeAgain()) {
        throw madeAgain();
      }
    }
  }

  private UserException madeAgain() {
    return new UserException(
        "The topic %s was deleted and made again since this trainer's last sample.%s"
            .formatted(config.pipeline().topic(PipelineTopic.SAMPLES), ANEW));
  }

  /**
   * A state that is lost can be made again from a whole log alone; that of one of several learners
   * from those of all, which takes a fold of its own.
   */
  void requireWhole(long committed) {
    long beginning = log.beginningOffset();
    if (committed > beginning && (beginning > 0 || config.rounds().areShared())) {
      throw stateGone(committed);
    }
  }

  UserException stateGone(long committed) {
    String topic = config.pipeline().topic(PipelineTopic.SAMPLES);
    return new UserException(
        config.rounds().areShared()
            ? "The trainer has learned up to offset %d of %s, partition %d, but its state is gone.%s"
                .formatted(committed, topic, partition, ANEW)
            : "The trainer has learned up to offset %d, but its state is gone, and so are the samples"
                    .formatted(committed)
                + " of %s below offset %d that it was made of.%s"
                    .formatted(topic, log.beginningOffset(), ANEW));
  }

  /** A cluster that has lost the end of the log would otherwise be waited for. */
  void requireLearnedSamplesIn(long committed) {
    long end = log.endOffset();
    if (committed > end) {
      throw new UserException(
          "The trainer has learned up to offset %d, but %s ends at %d: the cluster has lost samples.%s"
              .formatted(committed, config.pipeline().topic(PipelineTopic.SAMPLES), end, ANEW));
    }
  }

  void requireSame(FoldState state) {
    String topic = config.pipeline().topic(PipelineTopic.SAMPLES);
    if (!state.topicId().equals(log.topicId())) {
      throw madeAgain();
    }
    if (state.next() < log.beginningOffset() || state.next() > log.endOffset()) {
      throw new UserException(
          "The trainer stands at offset %d, but %s holds only offsets %d to %d.%s"
              .formatted(state.next(), topic, log.beginningOffset(), log.endOffset(), ANEW));
    }
    if (state.firstNeeded() < log.beginningOffset()) {
      throw new UserException(
          ("The trainer learns from the last samples again, from offset %d on, but %s begins at %d:"
                  + " keep samples longer (retention.ms, retention.bytes).%s")
              .formatted(state.firstNeeded(), topic, log.beginningOffset(), ANEW));
    }
    if (!state.architecture().equals(config.architecture().text())) {
      throw new UserException(
          "The trainer of %s began with the network \"%s\" and now gets \"%s\".%s"
              .formatted(
                  config.pipeline().name(),
                  state.architecture(),
                  config.architecture().text(),
                  ANEW));
    }
    String mapping = state.frozen().getOrDefault(LearnerConfig.MAPPING, "");
    if (!mapping.equals(config.mapping())) {
      throw new UserException(
          "The trainer of %s %s%s"
              .formatted(config.pipeline().name(), otherMapping(mapping, config.mapping()), ANEW));
    }
    if (!state.frozen().equals(config.frozen())) {
      throw new UserException(
          "The trainer of %s began with %s and now gets %s.%s"
              .formatted(
                  config.pipeline().name(),
                  without(state.frozen(), config.frozen()),
                  without(config.frozen(), state.frozen()),
                  ANEW));
    }
  }

  private static String otherMapping(String before, String now) {
    if (before.isEmpty()) {
      return "began without a mapping and now gets one: leave --mapping out.";
    }
    return now.isEmpty()
        ? "began with a mapping and now gets none: give it by --mapping."
        : "began with another mapping than it now gets: its features and target may not change.";
  }

  private static Map<String, String> without(Map<String, String> all, Map<String, String> same) {
    Map<String, String> rest = new TreeMap<>(all);
    rest.entrySet().removeAll(same.entrySet());
    return rest;
  }
}

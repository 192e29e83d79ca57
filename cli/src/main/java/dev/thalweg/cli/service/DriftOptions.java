package dev.thalweg.cli.service;

import dev.thalweg.cli.assembly.Assembly;
import dev.thalweg.cli.assembly.Part;
import dev.thalweg.cli.cluster.Cluster;
import dev.thalweg.monitor.reaction.AlarmDuty;
import dev.thalweg.monitor.reaction.RestartOnDrift;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.topics.TopicFollower;
import dev.thalweg.trainer.Restarting;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** What is done about drift. */
public final class DriftOptions {
  /** As it is written on the command line. */
  enum OnDrift {
    OFF,
    NONE,
    RESTART;

    /** As it is shown among the settings. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--on-drift",
      paramLabel = "off|none|restart",
      description =
          "none: watch the errors of the trained and of the served weights, and the"
              + " balance of labels, and publish and print alarms. restart: also have the"
              + " learner restart from its weights when errors rise. off: watch nothing"
              + " (default: ${DEFAULT-VALUE}).")
  OnDrift onDrift = OnDrift.NONE;

  public boolean watches() {
    return onDrift != OnDrift.OFF;
  }

  /**
   * Adds what reacts to drift, if anything is to.
   *
   * @param instance the monitor's name
   * @param told hears of each restart, in a sentence
   */
  public void addTo(
      Assembly assembly,
      Cluster cluster,
      Pipeline pipeline,
      String instance,
      Consumer<String> told) {
    if (onDrift != OnDrift.RESTART) {
      return;
    }
    Restarting restarting = Restarting.open(cluster.connection(), pipeline);
    Set<String> directives = Set.of(pipeline.topic(PipelineTopic.SAMPLES));
    assembly.add(
        Part.resource("the writer of directives", restarting::close).writing(() -> directives));
    RestartOnDrift reaction =
        new RestartOnDrift(
            pipeline.model(), () -> restarting.restart().get(0), told, InstantSource.system());
    TopicFollower<TrainingProgress> learning = reaction.follow(cluster.connection(), pipeline);
    assembly.add(
        Part.of(
            "what follows the learner", learning::start, learning.completion(), learning::close));
    AlarmDuty duty = AlarmDuty.of(cluster.connection(), pipeline, instance, reaction);
    assembly.add(Part.of("the answering of alarms", duty::start, duty.completion(), duty::close));
  }
}

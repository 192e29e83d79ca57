package dev.thalweg.scorer.gate;

import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.snapshots.serving.CandidateReader;
import dev.thalweg.topics.StopSwitch;
import dev.thalweg.topics.TopicAdmin;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;

/** Where the gate's clients come from: a cluster, or a test's memory. */
interface GateClientSource {
  List<PipelineTopic> OUTPUTS = List.of(PipelineTopic.SNAPSHOTS, PipelineTopic.ALARMS);

  /**
   * Throws a {@link dev.thalweg.schemas.UserException} where this user may not do what a gate does:
   * it would be told only when there is something to decide.
   */
  default void requireRights() {}

  /** The names of the topics that a gate writes. */
  default Set<String> written() {
    return Set.of();
  }

  /** A new member of the election. */
  GateElection election();

  /** A new term, not begun yet. */
  GateTerm term(GateFigures figures, StopSwitch stop);

  /** On the cluster; the registry stays the caller's. */
  static GateClientSource of(GateConfig config, SchemaRegistry registry) {
    return new GateClientSource() {
      @Override
      public void requireRights() {
        config.connection().check(this::requireTopics);
      }

      private void requireTopics() {
        try (Admin admin = config.connection().openAdmin()) {
          TopicAdmin stream = new TopicAdmin(admin, config.stream());
          int unused = stream.requireReadable(PipelineTopic.EXAMPLES, PipelineTopic.LABELS);
          TopicAdmin model = new TopicAdmin(admin, config.pipeline());
          unused = model.requireWritable(OUTPUTS.toArray(PipelineTopic[]::new));
        }
      }

      @Override
      public Set<String> written() {
        return config.pipeline().topics(OUTPUTS);
      }

      @Override
      public GateElection election() {
        return new GateElection(GateClients.member(config), config.pipeline());
      }

      @Override
      public GateTerm term(GateFigures figures, StopSwitch stop) {
        return new GateTerm(
            config.gate(),
            CandidateReader.open(
                config.connection(), registry, config.pipeline(), config.clientId("gate"), stop),
            new LabelFeed(
                GateClients.labels(config),
                registry,
                config.stream(),
                config.gate().examples(),
                stop),
            new GateWriter(
                GateClients.decisions(config), registry, config.pipeline(), InstantSource.system()),
            figures);
      }
    };
  }
}

package dev.thalweg.scorer.gate;

import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.snapshots.serving.CandidateReader;
import dev.thalweg.topics.StopSwitch;
import java.time.InstantSource;

/** Where the gate's clients come from: a cluster, or a test's memory. */
interface GateClientSource {
  /** A new member of the election. */
  GateElection election();

  /** A new term, not begun yet. */
  GateTerm term(GateFigures figures, StopSwitch stop);

  /** On the cluster; the registry stays the caller's. */
  static GateClientSource of(GateConfig config, SchemaRegistry registry) {
    return new GateClientSource() {
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
